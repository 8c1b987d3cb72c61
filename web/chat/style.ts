/** The widget's looks; it lives in a shadow root, so nothing leaks either way. */
export const STYLE = `
:host{all:initial;--c:#0f6e84;--bg:#fff;--ink:#16202a;--soft:#5d6b78;--line:#e4e9ee;--tint:#f3f6f8;--edge:#84919d;--bad:#c4283b;--star:#a86b00;--on:#fff;--accent:var(--c);position:fixed;inset:auto 20px 20px auto;z-index:2147483000;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;color:var(--ink);color-scheme:light dark}
:host([data-full]){inset:0}
:host([data-light]){--on:#16202a;--accent:color-mix(in srgb,var(--c) 55%,#000)}
@media (prefers-color-scheme:dark){:host([data-light]){--accent:var(--c)}:host{--bg:#161c22;--ink:#e8edf1;--soft:#98a6b3;--line:#2a333c;--tint:#1f272f;--edge:#6b7986;--bad:#ff8087;--star:#f0b429;--accent:color-mix(in srgb,var(--c) 55%,#fff)}}
*{box-sizing:border-box;font:inherit;color:inherit;margin:0}
button{background:none;border:0;cursor:pointer;padding:0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:6px}
.launch{width:56px;height:56px;border-radius:50%;background:var(--c);color:var(--on);display:grid;place-items:center;box-shadow:0 6px 20px rgb(15 30 45/.24);transition:transform .15s;position:relative}
.launch:hover{transform:translateY(-2px)}.launch svg{width:26px;height:26px}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;border-radius:11px;background:#d1293d;color:#fff;font-size:12px;font-weight:600;line-height:22px;text-align:center;padding:0 6px}
.panel{width:384px;height:min(640px,calc(100dvh - 40px));background:var(--bg);border-radius:16px;box-shadow:0 16px 48px rgb(15 30 45/.24),0 0 0 1px var(--line);display:flex;flex-direction:column;overflow:hidden}
:host([data-full]) .panel{width:100%;height:100dvh;border-radius:0;box-shadow:none}
header{display:flex;align-items:center;gap:12px;min-height:64px;padding:8px 8px 8px 20px;border-bottom:1px solid var(--line)}
header div{flex:1;min-width:0}h2{font-size:16px;font-weight:650;letter-spacing:-.01em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who{font-size:13px;color:var(--soft)}.who:empty{display:none}
.icon{width:40px;height:40px;border-radius:10px;display:grid;place-items:center;color:var(--soft);flex:none}.icon:hover{background:var(--tint);color:var(--ink)}
.log{flex:1;overflow-y:auto;padding:20px 16px 12px;display:flex;flex-direction:column;gap:3px;overscroll-behavior:contain;scrollbar-width:thin}
.row{display:flex;flex-direction:column;align-items:flex-start;max-width:84%;margin-top:9px}.row.same{margin-top:0}.row.me{align-self:flex-end;align-items:flex-end}
.name{font-size:12px;color:var(--soft);margin:0 0 3px 12px}
.bubble{background:var(--tint);padding:9px 13px;border-radius:16px;border-bottom-left-radius:5px;white-space:pre-wrap;overflow-wrap:anywhere}
.me .bubble{background:var(--c);color:var(--on);border-radius:16px;border-bottom-right-radius:5px}.bubble a{text-decoration:underline}
.state{font-size:12px;color:var(--soft);margin:2px 6px 0;font-variant-numeric:tabular-nums}.state button{text-decoration:underline;color:var(--bad)}
.sys b{display:block;font-weight:600}.sys:empty{display:none}.sys{align-self:center;font-size:13px;color:var(--soft);padding:10px 12px;text-align:center}
.img{display:block;max-width:240px;max-height:240px;border-radius:12px;background:var(--tint)}.img:not([data-in]){width:240px;height:160px}
.file{display:inline-flex;gap:8px;align-items:center;padding:9px 13px;border:1px solid var(--line);border-radius:12px;text-decoration:none;overflow-wrap:anywhere;margin-top:2px}.file svg{flex:none;color:var(--soft)}
.typing{min-height:24px;padding:0 20px;font-size:13px;color:var(--soft)}
.bar{background:var(--tint);font-size:13px;padding:9px 20px;color:var(--soft);display:flex;gap:8px;align-items:center}.bar:empty{display:none}
.link{text-decoration:underline;color:var(--ink);font-weight:600;padding:4px 0}
.bar.fault{color:var(--ink);font-weight:600}
.bar.lost{color:var(--ink);font-weight:600}.bar b{font-weight:600;color:var(--ink)}
.dot{width:8px;height:8px;border-radius:50%;background:var(--accent);flex:none}@media (prefers-reduced-motion:no-preference){.dot{animation:p 1.6s infinite}}@keyframes p{50%{opacity:.25}}
.write{display:flex;gap:4px;align-items:flex-end;padding:10px 8px;border-top:1px solid var(--line)}
textarea,input,select{background:var(--bg);border:1px solid var(--edge);border-radius:10px;padding:9px 12px;width:100%;resize:none;outline-offset:0}
::placeholder{color:var(--soft);opacity:1}
.write textarea{border:0;max-height:140px;min-height:40px;flex:1;width:auto;outline:none;padding:9px 6px}
.send{background:var(--c);color:var(--on)}.send:hover{background:var(--c);color:var(--on);filter:brightness(1.08)}.send[disabled]{opacity:.35;cursor:default}
form{padding:24px 20px 20px;display:flex;flex-direction:column;gap:14px;overflow-y:auto}label{display:flex;flex-direction:column;gap:5px;font-size:13px;color:var(--soft)}label>*{font-size:15px;color:var(--ink)}
.go[disabled]{opacity:.5;cursor:default}.go{background:var(--c);color:var(--on);padding:11px 18px;border-radius:10px;font-weight:600}.ghost{color:var(--soft);padding:8px}
.err,label>.err{font-size:13px;color:var(--bad)}.err:empty{display:none}[aria-invalid]{border-color:var(--bad)}.center{text-align:center}.lead{font-size:17px;font-weight:600}
.stars{display:flex;gap:4px;justify-content:center}.stars button{font-size:30px;line-height:1;width:44px;height:44px;color:var(--soft)}.stars button.on{color:var(--star)}
.hint{font-size:13px;color:var(--soft)}.two{display:grid;grid-template-columns:2fr 3fr;gap:12px}.leave:not(.brief) .two{grid-template-columns:1fr;gap:14px}
.below{flex:none;max-height:68%;overflow-y:auto}.brief{padding:14px 20px 16px;gap:10px;border-top:1px solid var(--line)}.brief .lead{font-size:15px}.brief p{font-size:13px}.brief .lead+p{color:var(--soft)}
.ask{padding:16px 20px;border-top:1px solid var(--line);display:flex;flex-direction:column;gap:12px}.ask p{font-weight:600}.ask div.r{display:flex;gap:12px;align-items:center}
.hide{display:none!important}.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.drop .log{outline:2px dashed var(--accent);outline-offset:-10px;border-radius:14px}
@media (min-width:640px){:host([data-full]){display:grid;place-items:center;background:var(--tint)}:host([data-full]) .panel{width:560px;height:min(820px,calc(100dvh - 48px));border-radius:16px;box-shadow:0 8px 32px rgb(15 30 45/.12),0 0 0 1px var(--line)}}
@media (max-width:480px){:host([data-open]){inset:0}.panel{width:100%;height:100dvh;border-radius:0}textarea,input,select{font-size:16px}}
`;
