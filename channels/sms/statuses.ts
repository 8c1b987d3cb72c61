/**
 * What an SMSC answers to a submit, as an outcome: SMPP 3.4 §5.1.3 (table 5-2). What is not in it is the SMSC's own
 * (0x0400 to 0x04FF) or unknown, and refused for good, for the SMSC says that it did not take the message.
 */
import type { Sent } from '../../src/core/channel.ts';

type Failed = Extract<Sent, { ok: false }>;
type Row = readonly [name: string, retry: Failed['retry'], explain: string, addressDead?: true];

const ROWS: ReadonlyMap<number, Row> = new Map<number, Row>([
  [0x01, ['ESME_RINVMSGLEN', 'never', 'The SMSC says that the message is too long; send it in shorter messages or choose another way for long ones.']],
  [0x02, ['ESME_RINVCMDLEN', 'never', 'The SMSC could not read what was sent to it; this is a fault between the two systems.']],
  [0x03, ['ESME_RINVCMDID', 'never', 'The SMSC does not let this account send messages.']],
  [0x04, ['ESME_RINVBNDSTS', 'later', 'The SMSC says that this connection may not send; it is opened anew.']],
  [0x06, ['ESME_RINVPRTFLG', 'never', 'The SMSC does not accept the priority of the message.']],
  [0x07, ['ESME_RINVREGDLVFLG', 'never', 'The SMSC gives no delivery receipts; switch them off for this entry point.']],
  [0x08, ['ESME_RSYSERR', 'later', 'The SMSC has a fault of its own; the message is tried again.']],
  [0x0a, ['ESME_RINVSRCADR', 'never', 'The SMSC does not accept our number as the sender; check the number of this entry point.']],
  [0x0b, ['ESME_RINVDSTADR', 'never', 'The SMSC says that there is no such number.', true]],
  [0x0c, ['ESME_RINVMSGID', 'never', 'The SMSC does not know the message it was asked about.']],
  [0x14, ['ESME_RMSGQFUL', 'later', 'The queue of the SMSC is full; the message is tried again.']],
  [0x15, ['ESME_RINVSERTYP', 'never', 'The SMSC does not offer this kind of service to the account.']],
  [0x33, ['ESME_RINVNUMDESTS', 'never', 'The SMSC does not accept the number of receivers.']],
  [0x40, ['ESME_RINVDESTFLAG', 'never', 'The SMSC does not accept the kind of receiver.']],
  [0x43, ['ESME_RINVESMCLASS', 'never', 'The SMSC does not accept long messages in this form; choose another way for long messages.']],
  [0x45, ['ESME_RSUBMITFAIL', 'never', 'The SMSC refused the message and did not say why.']],
  [0x48, ['ESME_RINVSRCTON', 'never', 'The SMSC does not accept the type of our number (source TON); check the entry point.']],
  [0x49, ['ESME_RINVSRCNPI', 'never', 'The SMSC does not accept the plan of our number (source NPI); check the entry point.']],
  [0x50, ['ESME_RINVDSTTON', 'never', 'The SMSC does not accept the type of the receiver’s number (destination TON); check the entry point.']],
  [0x51, ['ESME_RINVDSTNPI', 'never', 'The SMSC does not accept the plan of the receiver’s number (destination NPI); check the entry point.']],
  [0x53, ['ESME_RINVSYSTYP', 'never', 'The SMSC does not know the system type; check the entry point.']],
  [0x55, ['ESME_RINVNUMMSGS', 'never', 'The SMSC does not accept the number of messages.']],
  [0x58, ['ESME_RTHROTTLED', 'later', 'More messages were sent than the SMSC takes in this time; the message is tried again more slowly.']],
  [0x61, ['ESME_RINVSCHED', 'never', 'The SMSC does not accept the time of the message.']],
  [0x62, ['ESME_RINVEXPIRY', 'never', 'The SMSC does not accept how long the message is valid.']],
  [0x64, ['ESME_RX_T_APPN', 'later', 'The SMSC cannot take the message for the moment; it is tried again.']],
  [0x65, ['ESME_RX_P_APPN', 'never', 'The SMSC refuses this message for good.']],
  [0x66, ['ESME_RX_R_APPN', 'never', 'The SMSC rejects this message.']],
  [0xc0, ['ESME_RINVOPTPARSTREAM', 'never', 'The SMSC could not read the message’s optional parameters; choose another way for long messages.']],
  [0xc1, ['ESME_ROPTPARNOTALLWD', 'never', 'The SMSC does not allow an optional parameter of the message; choose another way for long messages.']],
  [0xc2, ['ESME_RINVPARLEN', 'never', 'The SMSC does not accept the length of an optional parameter.']],
  [0xc3, ['ESME_RMISSINGOPTPARAM', 'never', 'The SMSC misses an optional parameter.']],
  [0xc4, ['ESME_RINVOPTPARAMVAL', 'never', 'The SMSC does not accept the value of an optional parameter.']],
  [0xfe, ['ESME_RDELIVERYFAILURE', 'never', 'The SMSC could not deliver the message.']],
  [0xff, ['ESME_RUNKNOWNERR', 'later', 'The SMSC has a fault that it cannot name; the message is tried again.']],
]);

export function outcomeOf(status: number): Failed {
  const row = ROWS.get(status);
  if (!row) {
    const code = `SMPP_${status.toString(16).toUpperCase().padStart(4, '0')}`;
    return { ok: false, retry: 'never', code, explain: `The SMSC refused the message with a code of its own (0x${status.toString(16)}); its operator can say what it means.` };
  }
  const [code, retry, explain, addressDead] = row;
  return { ok: false, retry, code, explain, ...(addressDead ? { addressDead } : {}) };
}

/** Why a bind was refused, and whether it is a matter of the settings. */
export function bindFaultOf(status: number): { readonly code: string; readonly explain: string } {
  switch (status) {
    case 0x0d: return { code: 'ESME_RBINDFAIL', explain: 'The SMSC refused the sign-in. Check system id, password, and whether the account may bind this way from this address.' };
    case 0x0e: return { code: 'ESME_RINVPASWD', explain: 'The SMSC says that the password is wrong. Enter it again.' };
    case 0x0f: return { code: 'ESME_RINVSYSID', explain: 'The SMSC does not know the system id. Check it with the operator.' };
    case 0x05: return { code: 'ESME_RALYBND', explain: 'The SMSC says that this account is connected already, and takes it no second time. Another system may be using it.' };
    case 0x53: return { code: 'ESME_RINVSYSTYP', explain: 'The SMSC does not know the system type. Check it with the operator or leave it empty.' };
    case 0x58: return { code: 'ESME_RTHROTTLED', explain: 'The SMSC says that it was asked too often; it is tried again later.' };
    case 0x08: return { code: 'ESME_RSYSERR', explain: 'The SMSC has a fault of its own; it is tried again.' };
    default: return { code: ROWS.get(status)?.[0] ?? `SMPP_${status.toString(16).toUpperCase().padStart(4, '0')}`, explain: `The SMSC refused the sign-in with code 0x${status.toString(16)}; its operator can say what it means.` };
  }
}
