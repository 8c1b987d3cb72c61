/** Why somebody cannot be asked to a call, in Chinese. */
export const SAID_OF_PARTIES: Readonly<Record<string, string>> = {
  'Name an agent, a queue or a number: one of the three.': '请在坐席、队列、号码中指定一项。',
  'Nobody has answered this call yet.': '此通话尚无人接听。',
  'Only on a call can somebody else be asked to join or to listen.': '只有在通话中才能请他人加入或监听。',
  'This call is over, or nobody has it in hand now.': '通话已结束，或当前没有坐席在处理。',
  'Only the agent who has this call can do that.': '只有正在处理此通话的坐席可以这样做。',
  'Nobody is being consulted on this call now.': '此通话当前没有在咨询任何人。',
  'Somebody is being asked on this call already. Complete that, have them join, or cancel it first.': '此通话已在咨询他人，请先完成转接、转为多方通话或取消。',
  'That agent has just been asked on another call. Ask somebody else, or wait a little.': '该坐席刚被另一通话呼叫，请另选他人或稍候。',
  'You cannot consult yourself.': '不能咨询自己。',
  'They are not on this call any more.': '对方已不在此通话中。',
  'You have this call yourself.': '此通话正由您处理。',
  'You are on this call already, asked by its agent.': '您已应坐席之请在此通话中。',
  'You are on another call. End it first.': '您正在另一通话中，请先结束。',
  'You are not on this call.': '您不在此通话中。',
  'Only who also works as an agent can take a call over.': '只有同时是坐席的人才能接手通话。',
  'They have not answered yet. Wait, or cancel.': '对方尚未接听，请等待或取消。',
  'Somebody else has this interaction by now.': '此交互现已由他人处理。',
};
export const SHAPED_OF_PARTIES: readonly (readonly [RegExp, string])[] = [
  [/^(.+) is not signed in now\. Ask somebody who is there\.$/, '$1 当前未登录，请选择在线的同事。'],
  [/^(.+) is on a call\. Ask somebody else, or wait a little\.$/, '$1 正在通话，请另选他人或稍候。'],
  [/^Nobody of (.+) is free now\. Ask a colleague by name, or transfer the call to the queue\.$/, '$1 现在无人空闲，请点名咨询同事，或把通话转到该队列。'],
];
