export const id=758;export const ids=[758];export const modules={8758:((t,e,s)=>{s.d(e,{Qq:()=>o,hd:()=>n});class o{getAgent(){}getAgentDispatcher(){}}const{fetch:n}=globalThis})};
