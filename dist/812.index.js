import{modules as o}from"./shared-13.js";import{modules as s}from"./shared-2.js";export const id=812;export const ids=[812];export const modules={6812:s[6812],3153:o[3153]};
