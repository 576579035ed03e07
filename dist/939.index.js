import{modules as o}from"./shared-10.js";import{modules as s}from"./shared-7.js";export const id=939;export const ids=[939];export const modules={472:s[472],8939:o[8939]};
