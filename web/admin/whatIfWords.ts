/** Words of the page that tries a change before it is saved. */
export const whatIf = {
  en: {
    'nav.whatIf': 'What if', 'lead.whatIf': 'Try a change on what came in, before you make it. Nothing is saved.', 'w.run': 'Try it', 'w.running': 'Routing everything twice …',
    'w.source': 'What came in', 'w.yesterday': 'Yesterday', 'w.week': 'Last 7 days', 'w.traffic': 'Made-up traffic', 'w.past.hint': 'The same arrivals, handle times and patience, and the same agents at the same hours, twice: as configured now, and with the change.',
    'w.perHour': 'Arrivals an hour', 'w.handle': 'Handle time, seconds', 'w.patience': 'Patience, seconds', 'w.patience.hint': 'Empty = nobody gives up.', 'w.hours': 'For how many hours', 'w.channel': 'Channel', 'w.traffic.hint': 'Arrivals at random; times spread exponentially round their means. Every agent of the hub is there and every queue is open.',
    'w.change': 'What you would change', 'w.queue': 'Queue', 'w.target': 'Target, seconds', 'w.agents': 'Agents more or fewer', 'w.agents.hint': 'Of those who serve the queue.', 'w.like': 'With the skills of', 'w.without': 'Without {{names}}.', 'w.nothing': 'Nothing is changed yet: both columns will be equal.', 'w.nobody': 'Nobody serves this queue.',
    'w.result': '{{count}} interactions, routed twice', 'w.before': 'As it is', 'w.after': 'With the change', 'w.difference': 'Difference', 'w.all': 'All queues', 'w.figure': 'Figure',
    'm.serviceLevel': 'Service level', 'm.serviceLevel.hint': 'Answered within the target, of answered and abandoned', 'm.asa': 'Average speed of answer', 'm.p95': '95 of 100 wait at most', 'm.abandonRate': 'Abandon rate', 'm.answered': 'Answered', 'm.left': 'Not answered by an agent', 'm.occupancy': 'Occupancy', 'm.occupancy.hint': 'Time with work in hand, of the time agents were there',
    'w.same': 'same', 'w.points': '{{count}} points', 'w.moved': '{{count}} would have gone elsewhere', 'w.moved.none': 'Nobody would have gone elsewhere.', 'w.moved.most': 'The {{count}} whose wait changes most.', 'w.arrived': 'Arrived', 'w.wait': 'waited {{time}}', 'w.into': '{{time}} in', 'w.queueAt': 'in {{queue}}',
    'how.abandoned': 'Left unanswered', 'how.ended': 'Ended by overflow', 'how.waiting': 'Still waiting', 'how.answered': 'Answered',
    'w.empty': 'Choose what came in and what to change, then try it.',
  },
  zh: {
    'nav.whatIf': '假设分析', 'lead.whatIf': '修改之前，先用来过的交互试一试；不会保存任何设置。', 'w.run': '试一试', 'w.running': '正在按两种设置各派一遍…',
    'w.source': '来量', 'w.yesterday': '昨天', 'w.week': '最近 7 天', 'w.traffic': '设想的来量', 'w.past.hint': '同样的来访、处理时长和耐心，同样的坐席同样的在岗时间，各派一遍：按现在的设置，和按修改后的设置。',
    'w.perHour': '每小时来访', 'w.handle': '处理时长（秒）', 'w.patience': '耐心（秒）', 'w.patience.hint': '不填表示不会放弃。', 'w.hours': '持续小时数', 'w.channel': '渠道', 'w.traffic.hint': '来访随机，时长按均值呈指数分布；全部坐席在岗，队列都开放。',
    'w.change': '想修改什么', 'w.queue': '队列', 'w.target': '目标（秒）', 'w.agents': '增减坐席', 'w.agents.hint': '服务该队列的坐席。', 'w.like': '技能同', 'w.without': '不含{{names}}。', 'w.nothing': '尚未修改：两列会相同。', 'w.nobody': '没有坐席服务该队列。',
    'w.result': '{{count}} 个交互，各派两遍', 'w.before': '现在', 'w.after': '修改后', 'w.difference': '差别', 'w.all': '全部队列', 'w.figure': '指标',
    'm.serviceLevel': '服务水平', 'm.serviceLevel.hint': '目标时间内应答的，占应答与放弃之和', 'm.asa': '平均应答速度', 'm.p95': '百分之九十五等待不超过', 'm.abandonRate': '放弃率', 'm.answered': '应答', 'm.left': '未由坐席应答', 'm.occupancy': '利用率', 'm.occupancy.hint': '手上有交互的时间，占在岗时间',
    'w.same': '相同', 'w.points': '{{count}} 个百分点', 'w.moved': '{{count}} 个会去别处', 'w.moved.none': '没有交互会去别处。', 'w.moved.most': '等待变化最大的 {{count}} 个。', 'w.arrived': '到达', 'w.wait': '等了 {{time}}', 'w.into': '第 {{time}}', 'w.queueAt': '在{{queue}}',
    'how.abandoned': '未应答而放弃', 'how.ended': '因溢出结束', 'how.waiting': '仍在等待', 'how.answered': '应答',
    'w.empty': '选择来量和想修改的设置，然后试一试。',
  },
} as const;
