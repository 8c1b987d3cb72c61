/** The start page in English and Chinese. */
const en = {
  title: 'One queue for every channel.',
  lead: 'Switchroom turns calls, mails, chats and messages into one kind of work, queues them all by one rule, and hands each to the right person with everything the customer ever said. This hub runs on your machine; nothing leaves it.',
  shop: 'Be the customer', shopSays: 'A little tea shop with the chat in its corner. Write to it.', phone: 'The customer’s phone', phoneSays: 'Write a mail, a text or on WeChat, as a customer would, and see the answers.', chatSays: 'The chat as your visitors see it. Write to it.',
  desk: 'Be an agent', deskSays: 'The desk: offers ring, you accept, the customer’s whole story is beside you.',
  admin: 'Set it up', adminSays: 'Entry points, queues, skills, people.',
  api: 'Ask the API', apiSays: 'One typed schema, live. Sign in as developer.',
  logins: 'Sign in as', alive: 'Simulated customers and agents come and go through the same doors as everybody else.', demo: 'Demo traffic', signIn: 'Sign in', copied: 'Copied',
  setUp: 'Make the first administrator', setUpSays: 'This hub is empty. Name your organisation and yourself; everything else can be changed later.', organisation: 'Organisation', name: 'Your name', email: 'E-mail', password: 'Password (10 characters or more)', make: 'Set up the hub',
  docs: 'How work finds an agent', health: 'Health', metrics: 'Metrics', running: 'version',
  roles: { admin: 'Administrator', supervisor: 'Supervisor', agent: 'Agent', developer: 'Developer' } as Record<string, string>,
};
const zh: typeof en = {
  title: '所有渠道，一个队列。',
  lead: '总机把电话、邮件、在线聊天和消息变成同一种工作，用同一套规则排队，交给最合适的坐席，并附上客户说过的一切。它运行在您自己的机器上，数据不会离开。',
  shop: '体验客户', shopSays: '一家小茶店，角落里就是在线咨询，写点什么试试。', phone: '客户的手机', phoneSays: '像客户一样写邮件、发短信或微信，看看回复。', chatSays: '访客看到的在线咨询页面，写点什么试试。',
  desk: '体验坐席', deskSays: '坐席工作台：派单振铃，接受后客户的全部历史就在旁边。',
  admin: '进行配置', adminSays: '接入点、队列、技能和人员。',
  api: '调用接口', apiSays: '一份带类型的实时 GraphQL，用开发者账号登录。',
  logins: '演示账号', alive: '模拟客户与坐席和所有人走同样的入口。', demo: '演示流量', signIn: '登录', copied: '已复制',
  setUp: '创建第一位管理员', setUpSays: '这台总机还是空的。填写组织和您的姓名即可，其余以后都能改。', organisation: '组织名称', name: '您的姓名', email: '邮箱', password: '密码（至少 10 个字符）', make: '开始使用',
  docs: '工作如何找到坐席', health: '运行状况', metrics: '指标', running: '版本',
  roles: { admin: '管理员', supervisor: '班长', agent: '坐席', developer: '开发者' },
};
export type StartTexts = typeof en;
export const startTexts = (zhWanted: boolean): StartTexts => (zhWanted ? zh : en);
