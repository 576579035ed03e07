import{modules as o}from"./shared-5.js";export const id=214;export const ids=[214];export const modules={8214:o[8214]};
