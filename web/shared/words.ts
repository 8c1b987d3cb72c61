/** Words that more than one page says. */
export const shared = {
  en: {
    'outcome.abandoned': 'Abandoned', 'outcome.botResolved': 'Resolved by bot', 'outcome.busy': 'Busy', 'outcome.callbackBooked': 'Callback booked',
    'outcome.cancelled': 'Cancelled', 'outcome.expired': 'Expired', 'outcome.failed': 'Failed', 'outcome.merged': 'Merged', 'outcome.noAnswer': 'No answer',
    'outcome.overflowed': 'Overflowed', 'outcome.resolved': 'Resolved', 'outcome.spam': 'Spam', 'outcome.transferredOut': 'Transferred out', 'outcome.voicemailLeft': 'Voicemail left',
  },
  zh: {
    'outcome.abandoned': '放弃', 'outcome.botResolved': '机器人解决', 'outcome.busy': '忙', 'outcome.callbackBooked': '已预约回呼',
    'outcome.cancelled': '已取消', 'outcome.expired': '已过期', 'outcome.failed': '失败', 'outcome.merged': '已合并', 'outcome.noAnswer': '无人接听',
    'outcome.overflowed': '溢出', 'outcome.resolved': '已解决', 'outcome.spam': '垃圾信息', 'outcome.transferredOut': '已转出', 'outcome.voicemailLeft': '已留言',
  },
} as const;
