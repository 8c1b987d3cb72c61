/** What the desk says of who else is on a call. */
export const parties = {
  en: {
    'action.consult': 'Consult', 'dialog.consultTitle': 'Consult somebody', 'dialog.consultTo': 'A queue, a colleague or a number', 'dialog.consultDo': 'Call', 'dialog.consultLead': 'The caller hears music while you talk with them.', 'dialog.numbers': 'Outside number', 'dialog.numberFact': 'is called by the trunk of this line', 'dialog.numberFilter': 'Type a name or a number',
    'call.consulting': 'Talking aside, the caller hears music', 'call.asking': 'Calling, the caller hears music', 'call.forwarding': 'Forwarding, the caller hears music', 'call.conference': 'In a conference',
    'party.label': 'Who else is on the call', 'party.ringing': 'is being called', 'party.consulting': 'talks with you aside', 'party.waiting': 'hears music', 'party.joined': 'in the conference', 'party.forwarding': 'is called for the caller', 'party.forwarded': 'with the caller', 'party.listening': 'listens', 'party.whispering': 'whispers', 'party.barged': 'joined in', 'party.took': 'has the call',
    'party.toCaller': 'To the caller', 'party.toAsked': 'To {{name}}', 'party.conference': 'Conference', 'party.complete': 'Complete the transfer', 'party.leaveThem': 'Leave the call to them', 'party.cancel': 'Cancel', 'party.drop': 'Drop {{name}}',
    'party.missed': '{{name}}: {{why}}. You have the caller back.',
    'party.asked': '{{name}} asks you about a call with {{customer}}', 'party.attending': 'Calls of colleagues', 'party.asksYou': '{{name}} asks you', 'party.you.ringing': 'your phone rings', 'party.you.consulting': 'you talk with {{name}}', 'party.you.waiting': 'you hear music', 'party.you.joined': 'you are in the conference', 'party.listensTo': 'You are on the call of {{name}}', 'party.answer': 'Answer', 'party.decline': 'Not now', 'party.leave': 'Leave', 'party.takeOver': 'Take over',
    'party.how': 'How you are on the call', 'party.how.listen': 'Listen', 'party.how.whisper': 'Whisper', 'party.how.barge': 'Join in',
    'ending.over': 'hung up', 'ending.busy': 'busy', 'ending.noAnswer': 'no answer', 'ending.refused': 'refused', 'ending.unreachable': 'cannot be reached', 'ending.failed': 'the call failed', 'ending.lost': 'the line was lost', 'ending.noPhone': 'has no phone', 'ending.cancelled': 'cancelled',
    'wall.calls': 'Live calls', 'wall.noCalls': 'Nobody is on the telephone now.', 'wall.call.talking': 'Talking', 'wall.call.held': 'On hold', 'wall.call.consulting': 'Consulting', 'wall.call.forwarding': 'Forwarding',
    'system.consultStarted': '{{by}} consults {{name}}', 'system.consultEnded': 'Consulting {{name}} is over', 'system.consultFailed': '{{name}} was not reached: {{why}}', 'system.conferenceJoined': '{{name}} is in the conference', 'system.partyLeft': '{{name}} left the call',
    'system.forwarding': 'The caller is being put through to {{name}}', 'system.forwardCancelled': 'Putting through to {{name}} was cancelled', 'system.transferFailed': 'Not put through to {{name}}: {{why}}', 'system.forwarded': 'The caller is with {{name}} now', 'system.barged': '{{name}} joined in', 'system.tookOver': '{{name}} took the call over',
  },
  zh: {
    'action.consult': '咨询', 'dialog.consultTitle': '咨询他人', 'dialog.consultTo': '队列、同事或号码', 'dialog.consultDo': '呼叫', 'dialog.consultLead': '您与对方通话时，客户会听到音乐。', 'dialog.numbers': '外线号码', 'dialog.numberFact': '经本线路的中继呼出', 'dialog.numberFilter': '输入姓名或号码',
    'call.consulting': '咨询中，客户听到音乐', 'call.asking': '正在呼叫，客户听到音乐', 'call.forwarding': '正在转出，客户听到音乐', 'call.conference': '多方通话中',
    'party.label': '通话中的其他人', 'party.ringing': '正在呼叫', 'party.consulting': '正与您单独通话', 'party.waiting': '听音乐等待', 'party.joined': '在多方通话中', 'party.forwarding': '正为客户呼叫', 'party.forwarded': '与客户通话中', 'party.listening': '监听中', 'party.whispering': '耳语中', 'party.barged': '已插话', 'party.took': '已接手',
    'party.toCaller': '与客户通话', 'party.toAsked': '与 {{name}} 通话', 'party.conference': '多方通话', 'party.complete': '完成转接', 'party.leaveThem': '退出，由他们继续', 'party.cancel': '取消', 'party.drop': '请 {{name}} 退出',
    'party.missed': '{{name}}：{{why}}。客户已回到您的线路。',
    'party.asked': '{{name}} 就 {{customer}} 的通话向您咨询', 'party.attending': '同事的通话', 'party.asksYou': '{{name}} 向您咨询', 'party.you.ringing': '您的电话正在振铃', 'party.you.consulting': '您正与 {{name}} 通话', 'party.you.waiting': '您在听音乐等待', 'party.you.joined': '您在多方通话中', 'party.listensTo': '您在 {{name}} 的通话中', 'party.answer': '接听', 'party.decline': '现在不便', 'party.leave': '退出', 'party.takeOver': '接手',
    'party.how': '参与方式', 'party.how.listen': '监听', 'party.how.whisper': '耳语', 'party.how.barge': '插话',
    'ending.over': '已挂断', 'ending.busy': '忙线', 'ending.noAnswer': '无人接听', 'ending.refused': '被拒接', 'ending.unreachable': '无法接通', 'ending.failed': '呼叫失败', 'ending.lost': '线路中断', 'ending.noPhone': '没有电话', 'ending.cancelled': '已取消',
    'wall.calls': '实时通话', 'wall.noCalls': '现在没有通话。', 'wall.call.talking': '通话中', 'wall.call.held': '保持中', 'wall.call.consulting': '咨询中', 'wall.call.forwarding': '转出中',
    'system.consultStarted': '{{by}} 向 {{name}} 咨询', 'system.consultEnded': '对 {{name}} 的咨询已结束', 'system.consultFailed': '未能接通 {{name}}：{{why}}', 'system.conferenceJoined': '{{name}} 加入多方通话', 'system.partyLeft': '{{name}} 退出通话',
    'system.forwarding': '正在为客户转接 {{name}}', 'system.forwardCancelled': '转接 {{name}} 已取消', 'system.transferFailed': '未能转接 {{name}}：{{why}}', 'system.forwarded': '客户已与 {{name}} 通话', 'system.barged': '{{name}} 插入通话', 'system.tookOver': '{{name}} 接手了通话',
  },
} as const;
