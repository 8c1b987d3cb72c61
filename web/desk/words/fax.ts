/** What the desk says of the pages of a fax: marks on those that came, progress of those that go out. */
export const fax = {
  en: {
    'fax.highlight': 'Highlight (H)', 'fax.pen': 'Pen (P)', 'fax.note': 'Note on the page (N)', 'fax.marks': 'Marks', 'fax.noteText': 'Note on page {{page}}', 'fax.noteHint': 'Everybody who opens this fax reads it', 'fax.keep': 'Keep', 'fax.cancel': 'Cancel',
    'fax.mark.highlight': 'Highlight', 'fax.mark.pen': 'Pen', 'fax.mark.note': 'Note', 'fax.onPage': 'page {{page}}', 'fax.removeMark': 'Remove: {{what}}', 'fax.draw': 'Draw on the page; press Esc when you are done.', 'fax.stick': 'Click where the note belongs, or press N to stick it in the middle.',
    'fax.calling': 'The fax number is being called', 'fax.sending': 'Page {{page}} of {{count}} is being sent', 'fax.attempt': 'call {{attempt}} of {{attempts}}', 'fax.rate': '{{rate}} bit/s', 'fax.retry': '{{why}}, tried again at {{time}}',
    'fax.arrived': 'Pages confirmed: {{count}} of {{of}}', 'fax.station': 'by {{station}}', 'fax.after': 'after {{count}} calls',
    'fax.why.BUSY': 'Line busy', 'fax.why.NO_ANSWER': 'No answer', 'fax.why.BROKEN': 'The line broke', 'fax.why.CALL_FAILED': 'The call failed',
  },
  zh: {
    'fax.highlight': '高亮（H）', 'fax.pen': '画笔（P）', 'fax.note': '页面批注（N）', 'fax.marks': '标注', 'fax.noteText': '第 {{page}} 页批注', 'fax.noteHint': '打开此传真的同事都能看到', 'fax.keep': '保存', 'fax.cancel': '取消',
    'fax.mark.highlight': '高亮', 'fax.mark.pen': '画笔', 'fax.mark.note': '批注', 'fax.onPage': '第 {{page}} 页', 'fax.removeMark': '移除：{{what}}', 'fax.draw': '在页面上绘制，完成后按 Esc。', 'fax.stick': '点击批注的位置，或按 N 放在中间。',
    'fax.calling': '正在呼叫传真号码', 'fax.sending': '正在发送第 {{page}} 页，共 {{count}} 页', 'fax.attempt': '第 {{attempt}} 次呼叫，最多 {{attempts}} 次', 'fax.rate': '{{rate}} bit/s', 'fax.retry': '{{why}}，{{time}} 再次呼叫',
    'fax.arrived': '已确认 {{count}} 页，共 {{of}} 页', 'fax.station': '对方标识 {{station}}', 'fax.after': '共呼叫 {{count}} 次',
    'fax.why.BUSY': '线路占线', 'fax.why.NO_ANSWER': '无人接听', 'fax.why.BROKEN': '线路中断', 'fax.why.CALL_FAILED': '呼叫失败',
  },
} as const;
