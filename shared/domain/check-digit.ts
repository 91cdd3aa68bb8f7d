/** What makes nine digits a case number: read in the browser too, where nothing is made. */

// Damm's quasigroup of order 10 (H. Michael Damm, 2004): catches every single wrong digit and every neighbour swap.
const DAMM = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
];

export function checkDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim]![Number(digit)]);
  return String(interim);
}

// The Israeli identity number: weights 1 2 1 2 ..., digit sums, divisible by ten.
export function looksLikeIdentityNumber(nine: string): boolean {
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const product = Number(nine[i]) * (i % 2 === 0 ? 1 : 2);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === 0;
}

/** True for nine digits whose check digit fits. */
export function isCaseNumber(nine: string): boolean {
  return /^[1-9]\d{8}$/.test(nine) && checkDigit(nine) === '0' && !looksLikeIdentityNumber(nine);
}
