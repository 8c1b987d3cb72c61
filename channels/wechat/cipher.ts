/**
 * Signature and cipher of WeChat's callbacks, official and WeCom alike (消息加解密说明; WeCom 90968): SHA-1 over the sorted
 * values, AES-256-CBC of 16 random bytes, a length, the message and the id of whom it is for.
 */
import { timingSafeEqual } from 'node:crypto';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';

export interface CallKeys {
  readonly token: string;
  /** Absent = calls come in plain. */
  readonly encodingAesKey: string | undefined;
  /** AppID or corp ID: a message encrypted for another one is none of ours, even under the same key. */
  readonly id: string;
}

/** In constant time; a signature of another length is simply wrong. */
export function isSigned(signature: string, token: string, timestamp: string, nonce: string, encrypted = ''): boolean {
  // An empty value sorts first and adds nothing: it is the plain signature over three values.
  const right = Buffer.from(getSignature(token, timestamp, nonce, encrypted));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Null: not for us, or not what WeChat writes. */
export function decipher({ encodingAesKey, id }: CallKeys, encrypted: string): string | null {
  if (encodingAesKey === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(encrypted)) return null;
  try {
    const plain = decrypt(encodingAesKey, encrypted);
    // A length beyond the bytes and a padding beyond the block both leave another id behind.
    if (plain.id !== id) return null;
    // The library looks at one byte of the padding; the same message made anew shows all of them. Bytes that are no UTF-8 cannot be made anew.
    const canonical = plain.message.includes('\ufffd') || encrypt(encodingAesKey, plain.message, plain.id, plain.random) === encrypted;
    return canonical ? plain.message : null;
  } catch {
    return null;
  }
}
