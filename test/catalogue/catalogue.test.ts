/** The catalogue of resource types against those who read it. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOGUE, entryOf, isOf, isRead, type Kind, launches, typesOf } from "../../src/catalogue/catalogue.ts";
import { BY_TYPE } from "../../src/normalize/spelling.ts";

const READERS = new URL("../../src/normalize/", import.meta.url);

const texts = readdirSync(READERS, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.startsWith("user-data/"))
  .map((path) => ({ path, text: readFileSync(new URL(path, READERS), "utf8") }));

test("every kind of resource is read, named by others, or looked up", () => {
  const asked = texts
    .flatMap(({ text }) => [...text.matchAll(/(?:\.managed|belonging)\(([^)]*)\)/g)].map((match) => match[1]!))
    .join();
  const unread = (Object.keys(CATALOGUE) as Kind[]).filter((kind) => !asked.includes(`"${kind}"`));
  const nobodys = unread.filter((kind) => CATALOGUE[kind].family === undefined && CATALOGUE[kind].lookUp === undefined);
  expect(nobodys).toEqual([]);
});

test("a type is of one kind, and Terraform's are evaluated", () => {
  const kinds = Object.keys(CATALOGUE) as Kind[];
  const types = kinds.flatMap(typesOf);
  expect(types.length).toBeGreaterThan(80);
  expect(new Set(types).size).toBe(types.length);
  for (const kind of kinds) for (const type of typesOf(kind)) expect(entryOf(type)).toBe(CATALOGUE[kind]);
  const terraform = types.filter((type) => type.startsWith("aws_"));
  expect(terraform.filter((type) => !isRead("managed", type))).toEqual([]);
  expect(isRead("managed", "aws_s3_bucket")).toBe(false);
  expect(isRead("data", "aws_prefix_list")).toBe(true);
  expect(isOf("load-balancer", "aws_alb")).toBe(true);
  expect(["aws_instance", "AWS::EC2::SpotFleet", "aws_ec2_fleet"].map(launches)).toEqual([true, true, false]);
});

test("types that are spelt in a way of their own are in the catalogue", () => {
  expect(Object.keys(BY_TYPE).filter((type) => entryOf(type) === undefined)).toEqual([]);
});

test("readers name no type of a dialect, but where the dialects differ in meaning", () => {
  const own = /^(?:spelling|dialects)\.ts$/;
  const named = texts
    .filter(({ path }) => !own.test(path))
    .flatMap(({ path, text }) =>
      (text.match(/"(?:aws_|awscc_|AWS::)[A-Za-z]+[\w:]*"/g) ?? []).map((type) => `${path}: ${type}`),
    );
  expect(named).toEqual([]);
});
