export const id=589;export const ids=[589];export const modules={9589:((t,e,s)=>{s.d(e,{Qq:()=>o,hd:()=>n});class o{getAgent(){}getAgentDispatcher(){}}const{fetch:n}=globalThis})};
