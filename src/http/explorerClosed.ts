/** What a browser is shown at /graphql before a developer has signed in. Looks like the start page; needs no script. */
export const EXPLORER_CLOSED = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Switchroom API</title><link rel="icon" href="data:,">
<style>
:root { --ink: #1d1c1a; --soft: #66625b; --bg: #f5f4f1; --accent: #0b7466; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eae8; --soft: #a0a8a4; --bg: #0f1211; --accent: #4cc4af; } }
body { margin: 0; background: var(--bg); color: var(--ink); font: 17px/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
main { max-width: 36em; margin: 14vh auto; padding: 0 24px; }
b, h1 { letter-spacing: -0.01em; }
b span { font-weight: 400; color: var(--soft); margin-left: 6px; }
h1 { font-size: 28px; line-height: 1.2; margin: 24px 0 12px; }
p { margin: 0 0 14px; text-wrap: pretty; }
p.soft { color: var(--soft); }
a { color: var(--accent); font-weight: 600; }
</style>
<main><b>Switchroom<span>总机</span></b>
<h1>The API explorer is for developers</h1>
<p><a href="/desk#then=/graphql">Sign in</a> with a developer’s or administrator’s account. Programs need no explorer: they POST to this address with a token.</p>
<p lang="zh-CN">接口浏览器仅供开发者使用：请先用开发者或管理员账号<a href="/desk#then=/graphql">登录</a>。程序不需要它，带令牌直接 POST 到此地址即可。</p>
<p class="soft"><a href="/">Start page 起始页</a></p></main></html>`;
