import { expect, test } from "vitest";
import { renderEvaluated } from "../../src/report/evaluated/resources.ts";
import { evaluateFiles } from "../evaluate/terraform/support.ts";

test("outputs of a root are shown with what is known of them", () => {
  const result = evaluateFiles(`
    resource "aws_lb" "a" { name = "web" }
    variable "v" {}
    output "id" { value = aws_lb.a.id }
    output "all" { value = { name = aws_lb.a.name, id = aws_lb.a.id } }
    output "text" { value = "v-\${var.v}" }
    output "secret" {
      value     = "s"
      sensitive = true
    }`);
  const json = JSON.parse(renderEvaluated({ id: ".", path: ".", kind: "terraform" }, result.groups[0]!.worlds));
  expect(json.outputs).toMatchObject({
    id: { after_unknown: true },
    all: { after: { name: "web" }, after_unknown: { id: true } },
    text: { after_unknown: true, partial: { "": expect.anything() } },
    secret: { after_unknown: true, sensitive: true },
  });
  expect(json.outputs.secret.after).toBeUndefined();
});
