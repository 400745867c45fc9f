/** Why a master has not all that it announces, as its description says it. */
export const FILE_ENDS_EARLY = 'the file ends before its media does';
export const FILE_IS_DAMAGED = 'parts of the file are damaged';
