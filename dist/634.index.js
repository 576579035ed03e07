import{modules as o}from"./shared-15.js";export const id=634;export const ids=[634];export const modules={7634:o[7634]};
