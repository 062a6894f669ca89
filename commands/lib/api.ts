/** An answer of the API, with its body parsed when it is JSON. */
export interface ApiResponse<Body> {
  status: number;
  servedBy: string | null;
  headers: Headers;
  body: Body;
}

/** Calls the API as one caller. Answers whatever it says: only a connection that fails throws. */
export class ApiClient {
  private readonly url: string;
  private readonly token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  // biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
  async request<Body = any>(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<ApiResponse<Body>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const content = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '') && content !== '';
    return {
      status: response.status,
      servedBy: response.headers.get('x-served-by'),
      headers: response.headers,
      body: isJson ? JSON.parse(content) : content,
    };
  }
}

/** The body of an answer that must have one of the expected statuses; anything else is an error that quotes it. */
export function expectStatus<Body>(response: ApiResponse<Body>, ...expected: number[]): Body {
  if (expected.includes(response.status)) return response.body;
  throw new Error(
    `Expected ${expected.join(' or ')}, got ${response.status}: ${JSON.stringify(response.body)}`,
  );
}
