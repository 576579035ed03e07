import{modules as o}from"./shared-12.js";export const id=320;export const ids=[320];export const modules={2320:o[2320]};
