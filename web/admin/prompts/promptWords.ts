/** Words of the page with recorded prompts. */
export const prompts = {
  en: {
    'nav.prompts': 'Prompts', 'new.prompts': 'New prompt', 'what.prompt': 'Prompt',
    'lead.prompts': 'What callers hear: a recording, or words that a voice reads. Flows and the settings of voice entry points choose one; a recording can also be the music of who waits.',
    'prompt.length': 'Length', 'prompt.usedIn': 'Used in', 'prompt.unused': 'nothing', 'prompt.spoken': 'read by a voice', 'prompt.words.hint': 'For chats, and where there is no recording.',
    'prompt.sound': 'Recording', 'prompt.none': 'None: a voice reads the words.', 'prompt.upload': 'Upload a WAV file', 'prompt.upload.hint': '16-bit PCM; 8, 16, 44.1 or 48 kHz; three minutes at most.', 'prompt.record': 'Record', 'prompt.stop': 'Stop',
    'prompt.recording': 'Recording… {{time}}', 'prompt.fresh': 'New recording, not saved yet', 'prompt.remove': 'Remove the recording', 'prompt.listen': 'Listen to {{name}}', 'prompt.noMicrophone': 'The browser gives this page no microphone. Allow it, or open the page by https.', 'prompt.notSent': 'The file could not be sent: {{why}}',
    'prompt.silence': 'Stop {{name}}', 'prompt.wordsIn.en': 'the English words', 'prompt.wordsIn.zh': 'the Chinese words', 'prompt.notPlayed': 'The browser could not play this.', 'prompt.unknown': 'There is no prompt of the name “{{name}}”. Choose another.', 'prompt.gone': 'The prompt that was chosen is not there any more. Choose another.', 'prompt.goneOne': 'One that is gone', 'prompt.noSound': 'The prompt “{{name}}” has no recording. Choose one that has.', 'prompt.noSounds': 'No prompt has a recording yet. Add one under Prompts.', 'prompt.noPrompts': 'There are no prompts yet. Add one under Prompts.', 'prompt.ownWords': 'The words below', 'prompt.classOfMusic': 'Asterisk’s class of music',
    'node.recording': 'Spoken from', 'node.noRecording': 'A voice reads the words',
  },
  zh: {
    'nav.prompts': '提示音', 'new.prompts': '新建提示音', 'what.prompt': '提示音',
    'lead.prompts': '来电者听到的内容：一段录音，或由语音合成朗读的文字。流程和语音接入点的设置可以选用；录音还可以作为等待音乐。',
    'prompt.length': '时长', 'prompt.usedIn': '用于', 'prompt.unused': '未使用', 'prompt.spoken': '语音合成', 'prompt.words.hint': '用于聊天，以及没有录音时。',
    'prompt.sound': '录音', 'prompt.none': '无：由语音合成朗读文字。', 'prompt.upload': '上传 WAV 文件', 'prompt.upload.hint': '16 位 PCM；8、16、44.1 或 48 kHz；最长三分钟。', 'prompt.record': '录制', 'prompt.stop': '停止',
    'prompt.recording': '正在录制… {{time}}', 'prompt.fresh': '新录音，尚未保存', 'prompt.remove': '移除录音', 'prompt.listen': '收听 {{name}}', 'prompt.noMicrophone': '浏览器未向此页面提供麦克风。请允许使用，或用 https 打开。', 'prompt.notSent': '文件未能发送：{{why}}',
    'prompt.silence': '停止 {{name}}', 'prompt.wordsIn.en': '英文文字', 'prompt.wordsIn.zh': '中文文字', 'prompt.notPlayed': '浏览器无法播放。', 'prompt.unknown': '没有名为“{{name}}”的提示音，请另选。', 'prompt.gone': '所选提示音已不存在，请另选。', 'prompt.goneOne': '已删除的提示音', 'prompt.noSound': '提示音“{{name}}”没有录音，请另选有录音的。', 'prompt.noSounds': '还没有带录音的提示音，请先在“提示音”中添加。', 'prompt.noPrompts': '还没有提示音，请先在“提示音”中添加。', 'prompt.ownWords': '使用下方文字', 'prompt.classOfMusic': 'Asterisk 音乐类',
    'node.recording': '播放', 'node.noRecording': '由语音合成朗读文字',
  },
} as const;
