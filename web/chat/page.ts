/** `/chat/<entry point key>`: the widget alone on a page, for links and QR codes. */
document.documentElement.lang = navigator.language;
const script = document.createElement('script');
script.src = '/chat.js';
script.dataset.full = '';
script.dataset.entryPoint = location.pathname.split('/')[2] ?? '';
const agent = new URLSearchParams(location.search).get('agent');
if (agent !== null) script.dataset.agent = agent;
document.head.append(script);
export {};
