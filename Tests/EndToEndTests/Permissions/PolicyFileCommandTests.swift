import Foundation
import Testing

extension EndToEnd.Commands {
    /// `policy check` and `policy test`: what is wrong with the files of a folder, before anybody applies them.
    @Suite
    struct PolicyFileCommandTests {
        private func policy(_ verb: String, _ folder: String, _ options: String...) async throws -> ProgramRun {
            try await CommandLineTool.run(["policy", verb, folder] + options)
        }

        @Test func `the repository's policies are sound, and their test cases pass`() async throws {
            let check = try await policy("check", Installation.policies)
            #expect(check.code == Exit.success, "\(check)")
            #expect(check.output.hasPrefix("Hợp lệ (sound): 11 nền tảng (platforms), "))
            #expect(try await policy("check", Installation.policies, "--json").json == ["ok": true, "errors": []])
            let test = try await policy("test", Installation.policies)
            #expect(test.code == Exit.success && !test.output.contains("✗"), "\(test)")
            let files = try await policy("test", Installation.policies, "--json").json.array ?? []
            #expect(files.count == 11, "one for each platform of Article 7")
            for file in files {
                #expect(file["passed"] == true && file["failures"] == [] && file["untested"] == [], "\(file)")
                #expect(file["cases"].number ?? 0 > 0)
            }
        }

        @Test func `a file that isn't read as a policy is named, and stops nothing (F9)`() async throws {
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            for name in ["gis.yml", "._bi.yaml", ".#bi.yaml", ".bi.yml"] { try folder.write(name, "không: [phải YAML") }
            try folder.write("LICENSE.txt", "")
            let run = try await policy("check", folder.path)
            #expect(run.code == Exit.success, "\(run)")
            for name in ["gis.yml", "._bi.yaml", ".#bi.yaml", ".bi.yml"] {
                #expect(run.errors.contains("\(folder.path)/\(name) is passed over"), "\(run)")
            }
            #expect(!run.errors.contains("LICENSE"))
        }

        @Test func `a byte order mark in front of a policy or its test cases is fine (F9)`() async throws {
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try folder.write(
                    name, "\u{FEFF}" + (try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)))
            }
            for verb in ["check", "test"] {
                let run = try await policy(verb, folder.path)
                #expect(run.code == Exit.success, "\(run)")
            }
        }

        @Test(arguments: [
            (
                "bi.yaml", "data: internal", "data: mật", "bi.yaml:6:11: \"mật\" phải là một trong",
                "one of open, internal, personal, sensitive"
            ),
            ("bi.yaml", "platform: bi", "platform: gis", "bi.yaml:1:11: tệp của", "has to be called gis.yaml"),
            (
                "bi.yaml", "id: publish", "id: view", "bi.yaml:7:9: mục này được khai báo hai lần; hãy bỏ",
                "(this is defined twice; remove or rename one of them)"
            ),
            (
                "bi.yaml", "functions:", "chức-năng:", "bi.yaml:3:1: \"chức-năng\" không có nghĩa ở đây",
                "means nothing here; known are platform, name, functions"
            ),
            ("bi.yaml", "name: {", "name: [", "bi.yaml:2:49: sai cú pháp YAML tại đây; hãy", "(this is not YAML: "),
            (
                "roles.yaml", "[bi.view]", "[bi.khong]", "roles.yaml:4:17: không có chức năng bi.khong; hãy sửa tên",
                "(there is no function bi.khong; correct the name or define it)"
            ),
            (
                "roles.yaml", "[xem]", "[khong]", "roles.yaml:7:16: không có vai trò khong",
                "there is no role khong"
            ),
            ("roles.yaml", "id: cong-bo", "id: xem", "roles.yaml:5:9: mục này", "(this is defined twice"),
            (
                "bi.test.yaml", "person: an", "person: ai", "bi.test.yaml:2:15: không có ai tên \"ai\" ở đây",
                "nobody is called \"ai\" here; correct the name or add them to people"
            ),
            ("city.test.yaml", "kind: so", "king: so", "city.test.yaml:2:", "\"kind\" is missing here"),
            (
                "city.test.yaml", "kind: so", "kind: sở-này-không-có",
                "city.test.yaml:2:25: \"sở-này-không-có\" không phải là tên hợp lệ", "is not a name of its kind"
            ),
            (
                "city.test.yaml", "kind: so", "kind: xa", "city.test.yaml:2:25: không có loại đơn vị xa",
                "there is no kind of unit xa"
            ),
            (
                "bi.test.yaml", "role: xem", "role: xm", "bi.test.yaml:2:37: không có vai trò xm",
                "there is no role xm"
            ),
            (
                "bi.test.yaml", "function: bi.view", "function: bi.vew",
                "bi.test.yaml:6:15: không có chức năng bi.vew", "there is no function bi.vew"
            ),
            (
                "bi.test.yaml", "at: H57.05\n    expect", "at: H57.06\n    expect",
                "bi.test.yaml:7:9: không có đơn vị H57.06 ở đây", "there is no unit H57.06"
            ),
        ])
        func `an error has file, line and what to do, in both languages`(
            file: String, old: String, new: String, beginning: String, english: String
        ) async throws {
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            #expect(try await policy("check", folder.path).code == Exit.success)
            try folder.replace(old, with: new, in: file)
            let run = try await policy("check", folder.path)
            #expect(run.code == Exit.badData, "\(run)")
            let lines = run.errors.split(separator: "\n")
            #expect(
                lines.contains { $0.hasPrefix("hue-sso: \(beginning)") && $0.contains(english) && $0.hasSuffix(")") },
                "\(run)")
            let json = try await policy("check", folder.path, "--json")
            #expect(json.code == Exit.badData && json.json["ok"] == false)
            let error = try #require(json.json["errors"].array?.first)
            #expect(error["file"].string == file && error["line"].number ?? 0 > 0 && error["column"].number ?? 0 > 0)
            let problem = error["problem"]
            #expect(problem["vi"].string?.isEmpty == false && problem["en"].string?.isEmpty == false, "\(problem)")
            #expect(problem["vi"] != problem["en"])
        }

        @Test(arguments: ["test", "apply"])
        func `a policy with an error is neither tested nor applied, for the same words`(verb: String) async throws {
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            try folder.replace("[bi.view]", with: "[bi.khong]", in: "roles.yaml")
            let (check, run) = (try await policy("check", folder.path), try await policy(verb, folder.path))
            #expect(run.code == Exit.badData && run.errors == check.errors, "\(run)")
        }

        @Test func `every error is said at once`() async throws {
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            try folder.replace("[bi.view]", with: "[bi.khong]", in: "roles.yaml")
            try folder.replace("[xem]", with: "[khong]", in: "roles.yaml")
            try folder.replace("person: an", with: "person: ai", in: "bi.test.yaml")
            let errors = try await policy("check", folder.path, "--json").json["errors"].array ?? []
            #expect(Set(errors.compactMap { $0["file"].string }) == ["roles.yaml", "bi.test.yaml"])
            #expect(errors.count >= 3, "\(errors)")
        }

        @Test func `a case that fails is named with what was decided`() async throws {
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            try folder.replace("expect: deny", with: "expect: permit", in: "bi.test.yaml")
            let run = try await policy("test", folder.path)
            #expect(run.code == Exit.badData && run.output.contains("✗ bi.test.yaml: 2 trường hợp (cases)"), "\(run)")
            #expect(run.output.contains("bi.test.yaml:9:5 người xem không công bố: mong đợi (expected) permit."))
            #expect(run.output.contains("Cần một trong các vai trò: cong-bo"))
            let json = try await policy("test", folder.path, "--json")
            #expect(json.code == Exit.badData)
            #expect(json.json.array?.first?["passed"] == false && json.json.array?.first?["cases"] == 2)
            #expect(json.json.array?.first?["failures"].array?.count == 1)
        }

        @Test func `a function without a case is named, which is no failure`() async throws {
            let folder = try PolicyFolder.small()
            defer { folder.remove() }
            let text = "      - id: new\n        name: { vi: \"Mới\", en: \"New\" }\n        data: open\n"
            try folder.replace(
                "functions:\n", with: "functions:\n" + text.replacing("      ", with: "  "), in: "bi.yaml")
            let run = try await policy("test", folder.path)
            #expect(run.code == Exit.success, "\(run)")
            #expect(run.output.contains("bi.new: chưa có trường hợp thử (no case asks about it)"))
            #expect(try await policy("test", folder.path, "--json").json.array?.first?["untested"] == ["bi.new"])
        }

        @Test(arguments: ["check", "test"])
        func `a folder that isn't there, or has no policies, is said to be so`(verb: String) async throws {
            #expect(try await policy(verb, "/nonexistent").code == Exit.noInput)
            let empty = try makeTemporaryFolder("policies")
            defer { try? FileManager.default.removeItem(at: empty) }
            let run = try await policy(verb, empty.path)
            #expect(run.code == Exit.noInput && run.errors.contains("no .yaml files"), "\(run)")
        }
    }
}
