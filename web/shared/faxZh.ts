/** What the fax channel says to administrators and agents, in Chinese. */
export const SAID_BY_FAX: Readonly<Record<string, string>> = {
  'Enter the address of Asterisk’s HTTP server, like http://127.0.0.1:8088, without a user name in it.': '请输入 Asterisk 的 HTTP 服务地址，例如 http://127.0.0.1:8088，不含用户名。',
  'Enter the password of ari.conf.': '请输入 ari.conf 中的密码。',
  'A fax number has 3 to 15 digits, like +8675588888888.': '传真号码为 3 至 15 位数字，例如 +8675588888888。',
  'A station id has at most 20 letters, digits, spaces, dots, dashes and plus signs.': '本机标识最多 20 个字符，可用字母、数字、空格、点、短横与加号。',
  'Say whether a cover page goes first.': '请选择是否先发封面页。',
  'Say whether T.38 is tried first.': '请选择是否优先使用 T.38。',
  'A fax has at least 1 page.': '传真至少 1 页。',
  'A fax has at most 200 pages.': '传真最多 200 页。',
  'This fax could not be worked on, by a fault of the hub; its bytes are kept.': '总机内部故障，未能处理此传真，原始数据已保留。',
  'Reading this fax takes longer than is allowed; its bytes are kept.': '解析此传真超时，原始数据已保留。',
  'Reading this fax takes more memory than is allowed; its bytes are kept.': '解析此传真超出内存限制，原始数据已保留。',
  'What came is not a fax document (TIFF); its bytes are kept.': '收到的不是传真文档（TIFF），原始数据已保留。',
  'No page of this fax can be read; its bytes are kept.': '此传真没有可读的页，原始数据已保留。',
  'The hub or Asterisk stopped while the fax was being sent; it may or may not have arrived. Ask the customer before you send it again.': '发送传真时总机或 Asterisk 中断，对方可能已收到，也可能未收到。重发前请先询问客户。',
};

/** What became of a fax, and what was tried of the settings. */
export const OUTCOMES_OF_FAX: Readonly<Record<string, string>> = {
  'The fax number was busy each time it was called; send the fax again later.': '传真号码一直占线，请稍后重发。',
  'Nobody answered at the fax number each time it was called; send the fax again later.': '传真号码一直无人接听，请稍后重发。',
  'The fax call was refused; ask the customer for another number.': '对方拒接传真，请向客户询问其他号码。',
  'The fax number cannot be reached; check it, or ask the customer for another.': '传真号码无法接通，请核对或向客户询问其他号码。',
  'The fax call failed each time on the way; send the fax again later, or have the trunk looked at.': '传真呼叫多次失败，请稍后重发，或请人检查中继。',
  'Asterisk could not read the pages of the fax: check that it may read the folder for fax pages.': 'Asterisk 无法读取传真页，请检查其对传真页文件夹的读取权限。',
  'Something answered at the number, but no fax machine; it was not called again. Check the number with the customer.': '对方应答了，但不是传真机，已停止拨打。请与客户核对号码。',
  'The line broke during the fax each time it was sent; send it again, or reach the customer another way.': '传真多次在发送途中断线，请重发，或换一种方式联系客户。',
  'Nothing answers at this address and port: check http.conf (enabled, bindaddr, bindport) and the firewall.': '该地址和端口无应答，请检查 http.conf（enabled、bindaddr、bindport）与防火墙。',
  'Asterisk did not answer in time.': 'Asterisk 应答超时。',
  'Asterisk answers, and takes the user name and the password.': 'Asterisk 应答正常，用户名与密码正确。',
  'Asterisk refused the user name or the password: compare them with ari.conf and reload it (ari reload).': 'Asterisk 拒绝用户名或密码，请与 ari.conf 核对并重新加载（ari reload）。',
  'Something answers at this address, but not ARI: check that ari.conf says enabled = yes and that no prefix is set in http.conf.': '该地址有应答，但不是 ARI：请确认 ari.conf 中 enabled = yes，且 http.conf 未设置前缀。',
  'This is no number that a fax can be sent to; enter one with its country code, like +8675588888888.': '此号码不能发送传真，请输入带国家码的号码，例如 +8675588888888。',
  'This entry point has no trunk by which faxes go out; an administrator names one in its settings.': '此接入点没有用于发出传真的中继，请管理员在设置中填写。',
  'There is no connection to Asterisk now; the fax goes out when there is.': '暂未连接 Asterisk，连上后自动发送传真。',
  'The attached files are too large for a fax; send fewer or smaller ones.': '附件过大，无法作为传真发送，请减少或缩小附件。',
  'The entry point is being reopened; the fax goes out when it is.': '接入点正在重新连接，连上后自动发送传真。',
  'The PDF is protected by a password; attach it without one.': 'PDF 有密码保护，请去除密码后再附上。',
  'An attached file cannot be read; save it again and attach it, or attach a PDF of it.': '附件无法读取，请重新保存后附上，或转为 PDF 再附上。',
  'The fax has more pages than this entry point sends in one; send it in parts.': '传真页数超过此接入点单份上限，请分次发送。',
  'The fax has no page; write something or attach a file.': '传真没有内容，请输入文字或附上文件。',
  'A fax carries text, PDF, PNG, JPEG and black-and-white TIFF; attach the file as one of these.': '传真可发送文本、PDF、PNG、JPEG 和黑白 TIFF，请转换后再附上。',
  'The folder for fax pages cannot be read and written by the hub; create it, and give both the hub and Asterisk the right to.': '总机无法读写传真页文件夹，请创建该文件夹，并授予总机与 Asterisk 读写权限。',
  'Asterisk has its fax modules.': 'Asterisk 已加载传真模块。',
  'Asterisk has not loaded res_fax_spandsp, which receives and sends faxes: install it and load it in modules.conf.': 'Asterisk 未加载收发传真的 res_fax_spandsp，请安装并在 modules.conf 中加载。',
  'The folder for fax pages can be read and written.': '传真页文件夹可读写。',
  'No trunk is named: faxes come in, none goes out.': '未填写中继：只收传真，不发传真。',
};

/** Sentences of the fax channel with something of its own in them. */
export const SHAPED_OF_FAX: readonly (readonly [RegExp, string])[] = [
  [/^Asterisk answered (\d+) instead of telling its version\.$/, 'Asterisk 返回 $1，而不是版本信息。'],
  [/^The trunk (\S+) is there\.$/, '中继 $1 已就绪。'],
  [/^Asterisk has no PJSIP endpoint (\S+); check pjsip\.conf\.$/, 'Asterisk 中没有 PJSIP 端点 $1，请检查 pjsip.conf。'],
];
