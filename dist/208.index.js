import{modules as o}from"./shared-7.js";import{modules as s}from"./shared-6.js";export const id=208;export const ids=[208];export const modules={472:s[472],1208:o[1208]};
