import type { CombinedError } from 'urql';
import type { Refusal } from './graphql.ts';

/** The hub refuses in English sentences; these are the ones that people at a page meet, for those who read Chinese. */
const SAID: Readonly<Record<string, string>> = {
  'The e-mail address or the password is wrong.': '邮箱或密码不正确。',
  'Too many tries; wait a minute and try again.': '尝试次数过多，请一分钟后再试。',
  'The session has ended; sign in again.': '登录已失效，请重新登录。',
  'There is no session to refresh; sign in.': '请先登录。',
  'The hub is catching up with its database; try again in a moment.': '总机正在同步数据，请稍后再试。',
  'The hub is shutting down; try again in a moment.': '总机正在关闭，请稍后再试。',
  'The hub did not answer; try again.': '总机没有应答，请重试。',
  'There is no such interaction here.': '这里没有这个交互。',
  'There is no open interaction with this id. It may have been closed meanwhile.': '这个交互已不在进行中，可能刚刚关闭。',
  'There is nothing here with that id.': '找不到它，可能已被删除。',
  'There is no such offer for you.': '没有派给您的这个派单。',
  'This offer is for another agent.': '这个派单是派给别人的。',
  'Somebody else has taken this interaction.': '已有同事接了这个交互。',
  'This offer rang out before you answered. It has gone back to the queue.': '派单已超时，交互回到了队列。',
  'This offer is over. The list shows what is being offered to you now.': '这个派单已结束，当前的派单见列表。',
  'This interaction is not in wrap-up.': '这个交互不在话后处理中。',
  'This interaction is not yours; take it before you write.': '这个交互不归您，请先领取再答复。',
  'This interaction is not yours; pick it or ask a supervisor to assign it to you.': '这个交互不归您，请先领取，或请班长指派给您。',
  'Somebody else has this interaction. Ask them, or ask a supervisor to assign it to you.': '这个交互由同事处理，请联系对方，或请班长指派给您。',
  'This interaction is closed; the customer’s next message opens a new one.': '交互已关闭，客户再次来信时会新开一个。',
  'That agent has this interaction already.': '这个交互已在该坐席手中。',
  'Only a supervisor may assign work to somebody.': '只有班长可以指派工作。',
  'The message is empty; write something or attach a file.': '消息为空，请输入文字或添加附件。',
  'The note is empty.': '备注为空。',
  'This channel carries no files.': '此渠道不能发送文件。',
  'Attach at most ten files to one message.': '一条消息最多十个附件。',
  'An attachment is not there any more; attach it again.': '附件已失效，请重新添加。',
  'Somebody mentioned is not an agent here.': '提及的人不是这里的坐席。',
  'Park until a moment in the future, within a year.': '请选择一年内的将来时刻。',
  'The moment to wake this has passed already. Choose a later one.': '这个时刻已过，请选择更晚的时间。',
  'A name may have at most 200 characters.': '姓名最多 200 个字符。',
  'At most 50 tags of 1 to 50 characters.': '标签最多 50 个，每个 1 到 50 个字符。',
  'Search for 1 to 200 characters.': '请输入 1 到 200 个字符。',
  'There is no such queue.': '没有这个队列。', 'There is no such bot.': '没有这个机器人。', 'There is no such agent.': '没有这个坐席。', 'There is no such disposition.': '没有这个小结。',
  'There is no such channel.': '没有这个渠道。', 'There is no such outcome.': '没有这个结果。', 'There is no such queue to move to.': '没有可转入的队列。', 'There is no such routing plan.': '没有这个路由策略。',
  'A code has letters, digits, - and _, at most 50.': '代码由字母、数字、- 和 _ 组成，最多 50 个字符。',
  'A key has small letters, digits and -, at most 63; it appears in addresses.': '标识由小写字母、数字和 - 组成，最多 63 个字符。',
  'A shortcut has letters, digits, - and _, at most 30.': '快捷词由文字、数字、- 和 _ 组成，最多 30 个字符。',
  'A level is a whole number from 1 to 5.': '等级为 1 到 5 的整数。', 'A needed level is a whole number from 1 to 5.': '等级为 1 到 5 的整数。',
  'A needed skill does not exist.': '所需技能不存在。', 'One of the agents does not exist.': '其中有坐席不存在。', 'One of the skills does not exist.': '其中有技能不存在。', 'One of the teams does not exist.': '其中有技能组不存在。',
  'A password has at least 10 characters.': '密码至少 10 个字符。', 'That is not an e-mail address.': '这不是邮箱地址。',
  'A token may have only roles that you have.': '令牌的角色不能超出您自己的。',
  'Each step begins later than the one before; this one could never be reached.': '每一步必须晚于前一步开始，否则永远轮不到。',
  'Steps are a list of at most 20.': '最多 20 个步骤。', 'afterMs is a whole number of milliseconds, a day at most.': '请填写不超过一天的时间。',
  'Something named here does not exist any more; reload and try again.': '其中有内容已不存在，请刷新后再试。',
  'That name, address or key is taken already; choose another.': '该名称、邮箱或标识已被使用，请换一个。',
  'The texts are too long.': '文字过长。', 'This is the last administrator; make another one first.': '这是最后一位管理员，请先设置另一位。',
  'Two fields of the form have the same key.': '表单中有两个问题的标识相同。',
  'A newer configuration is in force already. Read it and apply your change to it.': '配置已被他人更新，请刷新后再改。',
};
const SHAPED: readonly (readonly [RegExp, string])[] = [
  [/^(\d+) new messages? since you began: look first, then send again\.$/, '您动笔后来了 $1 条新消息：请先看看，再发送。'],
  [/^(.+) has no room for this beside what is already in hand\. Park or finish something first\.$/, '$1 没有余量接这个交互，请先挂起或结束一项工作。'],
  [/^(.+) is not connected, and the customer is waiting\. Choose somebody who is there\.$/, '$1 不在线，而客户在等，请选择在线的同事。'],
  [/^(.+) already has this interaction\.$/, '这个交互已在 $1 手中。'],
  [/^This interaction is .+, so it cannot be .+ now\.$/, '交互的当前状态不允许这个操作。'],
  [/^(?:This channel takes|A note may have) at most (\d+) characters\.$/, '最多 $1 个字符。'],
  [/^(\d+) open interactions belong to this queue; requeue or finish them first\.$/, '此队列还有 $1 个进行中的交互，请先转走或结束。'],
  [/^(\d+) entry points lead to this queue; say where they go \(moveTo\)\.$/, '有 $1 个接入点指向此队列，请指定它们转到哪里。'],
  [/^This needs one of the roles .+$/, '您的角色没有这项权限。'],
  [/^This hub has no adapter for (.+)\.$/, '本总机没有 $1 渠道。'],
  [/^\w+ must be a whole number from (-?\d+) to (\d+) .*$/, '请填写 $1 到 $2 的整数。'],
  [/^A .+ may have at most 100 characters\.$/, '最多 100 个字符。'],
  [/^Give it a .+\.$/, '请填写此项。'],
  [/^Choose (?:at least one role of|among) .+$/, '请至少选择一个角色。'],
  [/^On (.+) the range (.+)–(.+) ends before it begins\.$/, '$1 的时段 $2–$3 结束早于开始。'],
  [/^A range of (.+) is not two times .*$/, '$1 的时段不完整。'],
];

/** A sentence of the hub in the language of the page; one that is not known stays as it is. */
export function inWords(message: string): string {
  if (document.documentElement.lang !== 'zh-CN') return message;
  const said = SAID[message];
  if (said) return said;
  for (const [shape, words] of SHAPED) if (shape.test(message)) return message.replace(shape, words);
  return message;
}
/** What went wrong with a question, in a sentence. */
export const faultOf = (error: CombinedError | undefined): string => inWords(error?.graphQLErrors[0]?.message ?? 'The hub did not answer; try again.');
export const worded = (refusal: Refusal): Refusal => ({ ...refusal, message: inWords(refusal.message) });
