export const id=758;export const ids=[758];export const modules={8758:((e,t,s)=>{s.d(t,{Qq:()=>o,hd:()=>n});class o{getAgent(){}getAgentDispatcher(){}}let{fetch:n}=globalThis})};
