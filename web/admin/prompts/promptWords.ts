/** Words of the page with recorded prompts. */
export const prompts = {
  en: {
    'nav.prompts': 'Prompts', 'new.prompts': 'New prompt', 'what.prompt': 'Prompt',
    'lead.prompts': 'What callers hear: a recording, or words that a voice reads. A text of a flow chooses one; settings of a voice entry point name it as prompt:name.',
    'prompt.length': 'Length', 'prompt.usedIn': 'Used in', 'prompt.unused': 'nothing', 'prompt.spoken': 'read by a voice', 'prompt.words.hint': 'For chats, and where there is no recording.',
    'prompt.sound': 'Recording', 'prompt.none': 'None: a voice reads the words.', 'prompt.upload': 'Upload a WAV file', 'prompt.upload.hint': '16-bit PCM; 8, 16, 44.1 or 48 kHz; three minutes at most.', 'prompt.record': 'Record', 'prompt.stop': 'Stop',
    'prompt.recording': 'Recording… {{time}}', 'prompt.fresh': 'New recording, not saved yet', 'prompt.remove': 'Remove the recording', 'prompt.listen': 'Listen to {{name}}', 'prompt.noMicrophone': 'The browser gives this page no microphone. Allow it, or open the page by https.', 'prompt.notSent': 'The file could not be sent: {{why}}',
    'node.recording': 'Spoken from', 'node.noRecording': 'A voice reads the words',
  },
  zh: {
    'nav.prompts': '提示音', 'new.prompts': '新建提示音', 'what.prompt': '提示音',
    'lead.prompts': '来电者听到的内容：一段录音，或由语音合成朗读的文字。流程中的文字可选用提示音；语音接入点的设置中写作 prompt:名称。',
    'prompt.length': '时长', 'prompt.usedIn': '用于', 'prompt.unused': '未使用', 'prompt.spoken': '语音合成', 'prompt.words.hint': '用于聊天，以及没有录音时。',
    'prompt.sound': '录音', 'prompt.none': '无：由语音合成朗读文字。', 'prompt.upload': '上传 WAV 文件', 'prompt.upload.hint': '16 位 PCM；8、16、44.1 或 48 kHz；最长三分钟。', 'prompt.record': '录制', 'prompt.stop': '停止',
    'prompt.recording': '正在录制… {{time}}', 'prompt.fresh': '新录音，尚未保存', 'prompt.remove': '移除录音', 'prompt.listen': '收听 {{name}}', 'prompt.noMicrophone': '浏览器未向此页面提供麦克风。请允许使用，或用 https 打开。', 'prompt.notSent': '文件未能发送：{{why}}',
    'node.recording': '播放', 'node.noRecording': '由语音合成朗读文字',
  },
} as const;
