/** `/chat/<entry point key>`: the widget alone on a page, for links and QR codes. */
document.documentElement.lang = navigator.language;
const script = document.createElement('script');
script.src = '/chat.js';
script.dataset.full = '';
script.dataset.entryPoint = location.pathname.split('/')[2] ?? '';
document.head.append(script);
export {};
