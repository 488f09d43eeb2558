/** The language status item: what the server does, beside the language of the file. */

import { languages, LanguageStatusSeverity, type Disposable } from "vscode";
import type { Launch } from "../server";
import { formatVersion } from "../version";
import { SELECTOR } from "./documents";

export class Status implements Disposable {
  readonly #item = languages.createLanguageStatusItem("mainguard", SELECTOR);

  constructor() {
    this.#item.name = "mainguard";
  }

  starting(): void {
    this.#show("mainguard", "starting", LanguageStatusSeverity.Information, true);
  }

  /** `version`: the server's, if it says one. */
  running(version: string | undefined, { interpreter, command }: Launch): void {
    const runner =
      interpreter === undefined
        ? command
        : `Python ${formatVersion(interpreter.version)} (${interpreter.command[0]}, from ${interpreter.origin})`;
    this.#show(`mainguard ${version ?? ""}`.trim(), runner, LanguageStatusSeverity.Information);
  }

  failed(reason: string): void {
    this.#show("mainguard does not run", reason, LanguageStatusSeverity.Error);
  }

  disabled(): void {
    this.#show("mainguard", "switched off by mainguard.enable", LanguageStatusSeverity.Warning);
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(text: string, detail: string, severity: LanguageStatusSeverity, isBusy = false): void {
    this.#item.text = text;
    this.#item.detail = detail;
    this.#item.severity = severity;
    this.#item.busy = isBusy;
    this.#item.command =
      severity === LanguageStatusSeverity.Error
        ? { command: "mainguard.restart", title: "Restart" }
        : { command: "mainguard.showLogs", title: "Show Logs" };
  }
}
