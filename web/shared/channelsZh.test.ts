import { describe, expect, it } from 'vitest';
import { chineseOf } from './refusals.ts';

describe('what a channel says of its connection', () => {
  it('is said in Chinese with its names and numbers, and with its reason', () => {
    expect(chineseOf('There is an encrypted connection to smsc.example port 3550.')).toBe('已与 smsc.example 端口 3550 建立加密连接。');
    expect(chineseOf('The SMSC took the sign-in of “tea” as transceiver.')).toBe('短信中心接受“tea”登录（transceiver）。');
    expect(chineseOf('WeChat cannot be reached at http://127.0.0.1:9; messages of ours wait.')).toBe('无法通过 http://127.0.0.1:9 连接微信，消息等待发送。');
    expect(chineseOf('The mailbox at imap.example cannot be read: nothing listens on this port; check the port, and whether the server runs.')).toBe('无法读取邮箱 imap.example：该端口无服务，请检查端口以及服务器是否运行。');
    expect(chineseOf('The server for outgoing mail refuses the user name or the password. 535 5.7.8 Error')).toBe('发信服务器拒绝用户名或密码。535 5.7.8 Error');
    expect(chineseOf('The package wechaty-puppet-x is not installed; install it beside the hub (npm install wechaty-puppet-x) and start the hub again.')).toBe('未安装 wechaty-puppet-x，请在总机所在目录运行 npm install wechaty-puppet-x，然后重启总机。');
  });
});
