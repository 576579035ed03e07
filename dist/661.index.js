import{modules as o}from"./shared-9.js";export const id=661;export const ids=[661];export const modules={2661:o[2661],7574:o[7574]};
