/** Every table, for drizzle and for the migrations. */
export * from './agent.ts';
export * from './callParty.ts';
export * from './customer.ts';
export * from './entry.ts';
export * from './event.ts';
export * from './faxMark.ts';
export * from './flow.ts';
export * from './hub.ts';
export * from './interaction.ts';
export * from './queue.ts';
export * from './tenant.ts';
export * from './texts.ts';
