import { CST, Composer, type Document, Lexer, type ParsedNode, Parser } from "yaml";
import { limits } from "../limits.ts";
import { brief } from "./show.ts";
import type { SourceText } from "./source-text.ts";

type Token = ReturnType<Parser["next"]> extends Generator<infer T> ? T : never;

/**
 * What YAML has and a network does not need: it is how a small text turns into a huge or a foreign
 * value. By the names that `yaml` has for pieces of text.
 */
const refused: ReadonlyMap<string, string> = new Map([
  ["anchor", "anchors"],
  ["alias", "aliases"],
  ["tag", "tags"],
  ["directive-line", "directives"],
]);

/**
 * Returns the root of the one document in a YAML 1.2 text; JSON is a part of YAML.
 *
 * @throws {NetworkError} when the text is not YAML, is nested too deeply, or has more than one document
 */
export function readYaml(source: SourceText): ParsedNode {
  const tokens = tokensOf(source);
  const [document, second] = compose(tokens, source);
  if (!document?.contents) return fail(source, "must be an object with a type, got nothing", 0);
  if (second) fail(source, "must be one document, got several", second.range[0]);
  const error = document.errors[0];
  if (error) fail(source, `is not valid YAML, ${brief(error.message)}`, error.pos[0]);
  return document.contents;
}

/**
 * The token builder keeps its own stack, whose depth is watched here, because the composer after it
 * is recursive, and deep enough texts make it fail in ways that cannot be caught.
 */
function tokensOf(source: SourceText): Token[] {
  const parser = new Parser(source.lines.addNewLine);
  const tokens: Token[] = [];
  source.lines.addNewLine(0);
  let before = "";
  for (const lexeme of new Lexer().lex(source.text)) {
    const begin = parser.offset;
    if (before !== CST.SCALAR) refuse(lexeme, begin, source);
    for (const token of parser.next(lexeme)) tokens.push(checkToken(token, source));
    refuseDepth(parser, begin, source);
    before = lexeme;
  }
  for (const token of parser.end()) tokens.push(checkToken(token, source));
  return tokens;
}

function refuse(lexeme: string, begin: number, source: SourceText): void {
  const extra = refused.get(String(CST.tokenType(lexeme)));
  if (extra !== undefined) fail(source, `YAML ${extra} are not allowed`, begin);
}

function refuseDepth(parser: Parser, begin: number, source: SourceText): void {
  // A document and a scalar also take a place each on the stack.
  if (parser.stack.length <= limits.nesting + 2) return;
  fail(source, `must have at most ${limits.nesting} lists and objects inside one another`, begin);
}

function checkToken(token: Token, source: SourceText): Token {
  if (token.type === "error")
    fail(source, `is not valid YAML, ${brief(token.message)}`, token.offset);
  return token;
}

function compose(tokens: Token[], source: SourceText): Document.Parsed[] {
  const composer = new Composer({
    version: "1.2",
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
  });
  try {
    return [...composer.compose(tokens, false, source.text.length)];
  } catch (cause) {
    return source.fail({ message: "is not valid YAML", path: [] }, 0, cause);
  }
}

function fail(source: SourceText, message: string, offset: number): never {
  return source.fail({ message, path: [] }, offset);
}
