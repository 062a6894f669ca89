/** An error as an AWS service answers it: its documented code, message and HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly statusCode: number;
  /** The code of a service that spoke the Query protocol once and tells both. */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, statusCode = 400, queryCode?: string) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
    this.queryCode = queryCode;
  }
}
