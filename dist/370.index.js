import{modules as o}from"./shared-14.js";export const id=370;export const ids=[370];export const modules={370:o[370]};
