/** UTF-7 (RFC 2152): what old Outlook versions could be made to send. Runs of modified base64 between `+` and `-` are UTF-16. */
export function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, run: string) => {
    if (run === '') return '+';
    const bytes = Buffer.from(run, 'base64');
    return bytes.subarray(0, bytes.length & ~1).swap16().toString('utf16le');
  }).toWellFormed();
}
