/** Whether what somebody typed can be a telephone number: 5 to 15 digits (ITU-T E.164), with the signs that people write between them. */
export const isNumber = (text: string): boolean => /^\+?[\d\s()./-]{5,40}$/.test(text.trim()) && /^\d{5,15}$/.test(text.replace(/\D/g, ''));
