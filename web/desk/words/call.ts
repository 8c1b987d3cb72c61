/** What the desk says of calls and of the phone in the browser. */
export const call = {
  en: {
    'action.mute': 'Mute', 'action.hold': 'Hold', 'action.hangUp': 'Hang up', 'action.dial': 'Call a number', 'action.callAgain': 'Call again',
    'call.label': 'The call', 'call.talking': 'Talking', 'call.held': 'On hold, with music', 'call.muted': 'Muted', 'call.connecting': 'Connecting…', 'call.keypad': 'Keypad', 'call.theirLevel': 'How loud the caller is', 'call.ourLevel': 'How loud you are', 'call.came': 'Called {{number}}',
    'call.phone': 'Your phone is being rung', 'call.dialling': 'Dialling {{number}}', 'call.ringing': 'Ringing at {{number}}', 'call.customerFirst': 'You are connected as soon as the customer answers', 'call.ended': 'The call is over', 'call.card': 'Calling',
    'dial.none': 'No outside numbers can be called. An administrator names a trunk in the settings of a voice entry point.', 'dial.number': 'Number', 'dial.hint': 'Your own phone rings first, then the number.', 'dial.missing': 'Enter a number.', 'dial.call': 'Call', 'dial.callThis': 'Call {{number}}',
    'dial.busy': '{{number}} is busy', 'dial.noAnswer': 'Nobody answered at {{number}}', 'dial.refused': 'The call to {{number}} was declined', 'dial.unreachable': '{{number}} cannot be reached', 'dial.failed': 'The call to {{number}} failed on the way', 'dial.barred': '{{number}} was not called',
    'system.calling': '{{name}} calls {{number}}', 'system.notReached': '{{number}}: {{end}}', 'system.ownPhoneFailed': 'The agent’s own phone could not be reached; nothing was dialled', 'system.callCancelled': 'The call to {{number}} was given up before anybody answered',
    'end.busy': 'busy', 'end.noAnswer': 'nobody answered', 'end.refused': 'the call was declined', 'end.unreachable': 'could not be reached', 'end.failed': 'the call failed on the way', 'end.lost': 'the call was lost with the telephone system', 'end.over': 'nobody answered', 'end.barred': 'not called',
    'phone.label': 'Phone', 'phone.ready': 'Ready for calls', 'phone.connecting': 'Phone is connecting…', 'phone.lost': 'Phone is not connected', 'phone.noMicrophone': 'No microphone', 'phone.insecure': 'No calls here',
    'phone.readyHint': 'Calls ring here, in this window.', 'phone.connectingHint': 'The phone signs in to the telephone system.', 'phone.lostHint': 'The telephone system cannot be reached. The phone connects by itself as soon as it can; until then calls go to your colleagues.',
    'phone.noMicrophoneHint': 'The browser does not give the desk a microphone. Plug one in, or allow it beside the address of this page.', 'phone.insecureHint': 'Browsers let only pages opened by https, or on the machine of the hub itself, use a microphone. Open the desk by https.',
    'phone.allow': 'Use the microphone', 'phone.microphone': 'Microphone', 'phone.speaker': 'Loudspeaker', 'phone.system': 'As the system has it', 'phone.echo': 'Hear yourself', 'phone.echoStop': 'End the test',
  },
  zh: {
    'action.mute': '静音', 'action.hold': '保持', 'action.hangUp': '挂断', 'action.dial': '拨打号码', 'action.callAgain': '再次呼叫',
    'call.label': '通话', 'call.talking': '通话中', 'call.held': '保持中，客户听到音乐', 'call.muted': '已静音', 'call.connecting': '正在接通…', 'call.keypad': '拨号键盘', 'call.theirLevel': '客户音量', 'call.ourLevel': '您的音量', 'call.came': '来电，拨打 {{number}}',
    'call.phone': '正在呼叫您的电话', 'call.dialling': '正在拨打 {{number}}', 'call.ringing': '{{number}} 正在振铃', 'call.customerFirst': '客户接听后立即与您接通', 'call.ended': '通话已结束', 'call.card': '正在呼叫',
    'dial.none': '无法拨打外线。请管理员在语音接入点的设置中填写中继。', 'dial.number': '号码', 'dial.hint': '先接通您的电话，再拨打该号码。', 'dial.missing': '请输入号码。', 'dial.call': '呼叫', 'dial.callThis': '呼叫 {{number}}',
    'dial.busy': '{{number}} 占线', 'dial.noAnswer': '{{number}} 无人接听', 'dial.refused': '{{number}} 拒接', 'dial.unreachable': '无法接通 {{number}}', 'dial.failed': '呼叫 {{number}} 途中失败', 'dial.barred': '未呼叫 {{number}}',
    'system.calling': '{{name}} 呼叫 {{number}}', 'system.notReached': '{{number}}：{{end}}', 'system.ownPhoneFailed': '坐席电话未接通，未拨出', 'system.callCancelled': '对方接听前已取消呼叫 {{number}}',
    'end.busy': '占线', 'end.noAnswer': '无人接听', 'end.refused': '对方拒接', 'end.unreachable': '无法接通', 'end.failed': '呼叫途中失败', 'end.lost': '通话因电话系统故障中断', 'end.over': '无人接听', 'end.barred': '未呼叫',
    'phone.label': '电话', 'phone.ready': '可接听来电', 'phone.connecting': '电话正在连接…', 'phone.lost': '电话未连接', 'phone.noMicrophone': '没有麦克风', 'phone.insecure': '此处无法通话',
    'phone.readyHint': '来电将在此窗口振铃。', 'phone.connectingHint': '电话正在登录通信系统。', 'phone.lostHint': '无法连接通信系统。恢复后电话会自动连接；在此之前来电将转给同事。',
    'phone.noMicrophoneHint': '浏览器未向工作台提供麦克风。请接上麦克风，或在地址栏旁允许使用。', 'phone.insecureHint': '只有通过 https 或在总机本机打开的页面才能使用麦克风。请用 https 打开工作台。',
    'phone.allow': '使用麦克风', 'phone.microphone': '麦克风', 'phone.speaker': '扬声器', 'phone.system': '跟随系统', 'phone.echo': '听听自己的声音', 'phone.echoStop': '结束测试',
  },
} as const;
