/** What the desk says of calls and of the phone in the browser. */
export const call = {
  en: {
    'action.mute': 'Mute', 'action.hold': 'Hold', 'action.hangUp': 'Hang up',
    'call.label': 'The call', 'call.talking': 'Talking', 'call.held': 'On hold, with music', 'call.muted': 'Muted', 'call.connecting': 'Connecting…', 'call.keypad': 'Keypad', 'call.theirLevel': 'How loud the caller is', 'call.ourLevel': 'How loud you are', 'call.came': 'Called {{number}}', 'call.legs': 'The call',
    'line.good': 'Good line', 'line.fair': 'Middling line', 'line.bad': 'Bad line', 'line.loss': '{{percent}} % lost', 'line.jitter': 'jitter {{ms}} ms', 'line.roundTrip': '{{ms}} ms there and back',
    'legEnd.over': 'hung up', 'legEnd.busy': 'busy', 'legEnd.noAnswer': 'no answer', 'legEnd.refused': 'refused', 'legEnd.unreachable': 'not reachable', 'legEnd.failed': 'failed', 'legEnd.lost': 'lost',
    'phone.label': 'Phone', 'phone.ready': 'Ready for calls', 'phone.connecting': 'Phone is connecting…', 'phone.lost': 'Phone is not connected', 'phone.noMicrophone': 'No microphone', 'phone.insecure': 'No calls here',
    'phone.readyHint': 'Calls ring here, in this window.', 'phone.connectingHint': 'The phone signs in to the telephone system.', 'phone.lostHint': 'The telephone system cannot be reached. The phone connects by itself as soon as it can; until then calls go to your colleagues.',
    'phone.noMicrophoneHint': 'The browser does not give the desk a microphone. Plug one in, or allow it beside the address of this page.', 'phone.insecureHint': 'Browsers let only pages opened by https, or on the machine of the hub itself, use a microphone. Open the desk by https.',
    'phone.allow': 'Use the microphone', 'phone.microphone': 'Microphone', 'phone.speaker': 'Loudspeaker', 'phone.system': 'As the system has it', 'phone.echo': 'Hear yourself', 'phone.echoStop': 'End the test',
  },
  zh: {
    'action.mute': '静音', 'action.hold': '保持', 'action.hangUp': '挂断',
    'call.label': '通话', 'call.talking': '通话中', 'call.held': '保持中，客户听到音乐', 'call.muted': '已静音', 'call.connecting': '正在接通…', 'call.keypad': '拨号键盘', 'call.theirLevel': '客户音量', 'call.ourLevel': '您的音量', 'call.came': '来电，拨打 {{number}}', 'call.legs': '通话情况',
    'line.good': '线路良好', 'line.fair': '线路一般', 'line.bad': '线路较差', 'line.loss': '丢包 {{percent}} %', 'line.jitter': '抖动 {{ms}} 毫秒', 'line.roundTrip': '往返 {{ms}} 毫秒',
    'legEnd.over': '已挂断', 'legEnd.busy': '忙线', 'legEnd.noAnswer': '无人接听', 'legEnd.refused': '已拒接', 'legEnd.unreachable': '无法接通', 'legEnd.failed': '失败', 'legEnd.lost': '已中断',
    'phone.label': '电话', 'phone.ready': '可接听来电', 'phone.connecting': '电话正在连接…', 'phone.lost': '电话未连接', 'phone.noMicrophone': '没有麦克风', 'phone.insecure': '此处无法通话',
    'phone.readyHint': '来电将在此窗口振铃。', 'phone.connectingHint': '电话正在登录通信系统。', 'phone.lostHint': '无法连接通信系统。恢复后电话会自动连接；在此之前来电将转给同事。',
    'phone.noMicrophoneHint': '浏览器未向工作台提供麦克风。请接上麦克风，或在地址栏旁允许使用。', 'phone.insecureHint': '只有通过 https 或在总机本机打开的页面才能使用麦克风。请用 https 打开工作台。',
    'phone.allow': '使用麦克风', 'phone.microphone': '麦克风', 'phone.speaker': '扬声器', 'phone.system': '跟随系统', 'phone.echo': '听听自己的声音', 'phone.echoStop': '结束测试',
  },
} as const;
