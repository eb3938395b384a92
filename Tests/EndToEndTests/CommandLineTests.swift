import Foundation
import Testing

extension EndToEnd.Commands {
    /// The administrators' command line. What is assumed about flags is in `Assumed` and `Platform.Registration`.
    @Suite(.demo, .demoLog)
    struct CommandLineTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        private func run(_ arguments: String..., input: String = "") async throws -> ProgramRun {
            try await CommandLineTool.run(arguments + Assumed.on(demo.data), input: input)
        }

        /// The member of a list, whatever the list is wrapped in.
        private func entries(_ json: JSON) -> [JSON] {
            json.array ?? json.object?.values.lazy.compactMap(\.array).first ?? []
        }

        @Test func `help lists the commands`() async throws {
            let help = try await CommandLineTool.run(["--help"])
            #expect(help.code == 0)
            for command in ["serve", "demo", "client", "account", "key", "config"] {
                #expect(help.output.contains(command), "\(command)")
            }
            let verbs = [
                "client": ["add", "list", "show", "edit", "rotate-secret", "disable", "remove"],
                "account": ["add", "list", "show", "disable", "reset", "unlock"], "session": ["list", "show", "end"],
                "consent": ["list", "withdraw"],
                "key": ["list", "rotate", "activate", "retire", "reseal"],
                "config": ["check", "show", "share", "unshare"],
                "vneid": ["make-key", "show-key", "retire-key"], "database": ["status", "migrate", "grant", "copy"],
            ]
            for (noun, verbs) in verbs {
                let help = try await CommandLineTool.run([noun, "--help"])
                #expect(help.code == 0)
                for verb in verbs { #expect(help.output.contains(verb), "\(noun) \(verb)") }
            }
        }

        @Test(arguments: ["hue-sso", "vneid-mock"])
        func `every help is said in Vietnamese and English`(program: String) async throws {
            let dump = try await ProgramRun(of: Installed.program(program), ["--experimental-dump-help"])
            let helps = helps(of: dump.json["command"], under: [])
            #expect(dump.code == 0 && helps.count > 5, "\(dump)")
            for (place, text) in helps {
                let halves = BothLanguages(text)
                #expect(halves != nil, "\(place): '\(text)' is not Vietnamese (English)")
                #expect(halves?.areWhatTheyShould == true, "\(place): a language is missing in '\(text)'")
            }
        }

        /// What is said of a command, of its arguments and of its subcommands, except for ArgumentParser's own.
        private func helps(of command: JSON, under path: [String]) -> [(place: String, text: String)] {
            let path = path + [command["commandName"].string ?? ""]
            let place = path.joined(separator: " ")
            var texts = [(place, command["abstract"].string ?? "")]
            if let discussion = command["discussion"].string { texts.append((place, discussion)) }
            for argument in command["arguments"].array ?? [] {
                let name = argument["valueName"].string ?? ""
                guard !["help", "version"].contains(name) else { continue }
                texts.append(("\(place) <\(name)>", argument["abstract"].string ?? ""))
                if let discussion = argument["discussion"].string { texts.append(("\(place) <\(name)>", discussion)) }
            }
            let own = command["subcommands"].array?.filter { $0["commandName"].string != "help" } ?? []
            return texts + own.flatMap { helps(of: $0, under: path) }
        }

        @Test(arguments: [
            "account list", "client list", "key list", "config show", "role list", "grant list", "policy list",
            "grant review due", "grant review show --unit H57.05", "who-can bi.dashboard.view --unit H57.05",
        ])
        func `the columns of a table are headed in Vietnamese and English`(command: String) async throws {
            let run = try await CommandLineTool.run(
                command.split(separator: " ").map(String.init), environment: ["HUE_SSO_DATA": demo.data.path])
            let columns = run.output.prefix { $0 != "\n" }.split(separator: "  ")
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !["", "KID", "ALG"].contains($0) }
            #expect(run.code == 0 && columns.count > 1, "\(run)")
            for column in columns { #expect(BothLanguages(column) != nil, "\(column)") }
        }

        @Test(arguments: ["client show bi", "account show le.van.vi.du"])
        func `what is shown of one thing is named in Vietnamese and English`(command: String) async throws {
            let run = try await CommandLineTool.run(
                command.split(separator: " ").map(String.init), environment: ["HUE_SSO_DATA": demo.data.path])
            let lines = run.output.split(separator: "\n")
            #expect(run.code == 0 && lines.count > 3, "\(run)")
            for line in lines { #expect(line.prefix { $0 != ":" }.contains(" ("), "\(line)") }
        }

        @Test func `a client's secret is shown once and never again`() async throws {
            let platform = try await Platform.register(.init(name: "Nền tảng kín đáo"), on: demo)
            let secret = try #require(platform.secret)
            #expect(secret.count >= 32)
            for arguments in [
                ["client", "list", "--json"], ["client", "show", platform.id, "--json"],
                ["client", "list"], ["client", "show", platform.id],
            ] {
                let shown = try await CommandLineTool.run(arguments + Assumed.on(demo.data))
                #expect(shown.code == 0, "\(shown)")
                #expect(shown.output.contains(platform.id), "\(arguments)")
                #expect(!shown.output.contains(secret) && !shown.errors.contains(secret), "\(arguments)")
            }
            // Nor is it in the data as it stands.
            for file in try FileManager.default.subpathsOfDirectory(atPath: demo.data.path) {
                let bytes = FileManager.default.contents(atPath: demo.data.appendingPathComponent(file).path)
                #expect(bytes?.range(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }

        @Test func `a client is listed, shown, changed, disabled and removed`() async throws {
            let platform = try await Platform.register(.init(name: "Nền tảng đời ngắn"), on: demo)
            let list = try await run("client", "list", "--json")
            #expect(entries(list.json).contains { $0["client_id"].string == platform.id }, "\(list)")
            let show = try await run("client", "show", platform.id, "--json")
            #expect(show.json["redirect_uris"].strings == platform.registration.redirectURIs, "\(show)")
            let edit = try await run("client", "edit", platform.id, "--name", "Tên mới")
            #expect(edit.code == 0, "\(edit)")
            #expect(try await run("client", "show", platform.id).output.contains("Tên mới"))
            let page = try await Visitor().go(platform.authorizationURL(at: demo.metadata))
            #expect(page.page.text.contains("Tên mới"), "a change counts at once")

            #expect(try await run("client", "disable", platform.id, "--yes").code == 0)
            let disabled = try await Visitor().send(.get(platform.authorizationURL(at: demo.metadata)))
            try await Expected.page.check(disabled, demo)
            #expect(try await run("client", "remove", platform.id, "--yes").code == 0)
            #expect(try await run("client", "show", platform.id).code != 0)
            let gone = try await run("client", "list", "--json")
            #expect(!entries(gone.json).contains { $0["client_id"].string == platform.id })
        }

        @Test func `dangerous verbs ask first and do nothing on a no`() async throws {
            let platform = try await Platform.register(.init(name: "Nền tảng được giữ"), on: demo)
            for verb in ["remove", "rotate-secret"] {
                let refused = try await run("client", verb, platform.id, input: "n")
                #expect(refused.code != 0, "\(verb): \(refused)")
            }
            #expect(try await run("client", "show", platform.id).code == 0)
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            let answer = try await HTTP.send(platform.tokenRequest(at: demo.metadata, form))
            #expect(answer.status == 200, "the secret is still the one of before")
        }

        @Test func `an account is added, activated, listed, reset and disabled`() async throws {
            let (name, first, second) = ("can-bo-thu", "Mật-khẩu-thứ-nhất-1", "Mật-khẩu-thứ-hai-2")
            let add = try await CommandLineTool.run(Assumed.addAccount(name, name: "Nguyễn Thử", demo.data))
            #expect(add.code == 0, "\(add)")
            #expect(add.json["password_set_at"] == .null && add.json["second_factor"] == false, "\(add)")
            let code = try #require(add.json["activation_code"].string)
            let list = try await run("account", "list", "--json")
            #expect(entries(list.json).contains { $0["username"].string == name }, "\(list)")
            #expect(!list.output.contains(code), "it is shown once")
            try await demo.activate(name, code, choosing: first)
            let show = try await run("account", "show", name, "--json")
            #expect(show.json["username"].string == name && show.json["second_factor"] == true, "\(show)")
            #expect(!show.output.contains("argon2"), "no hash leaves")
            #expect(try await signsIn(name, first))
            let reset = try await CommandLineTool.run(Assumed.resetAccount(name, demo.data))
            #expect(reset.code == 0, "\(reset)")
            #expect(try await !signsIn(name, first))
            try await demo.activate(name, reset.json["activation_code"].string ?? "", choosing: second)
            #expect(try await signsIn(name, second))
            #expect(try await CommandLineTool.run(Assumed.disableAccount(name, demo.data)).code == 0)
            #expect(try await !signsIn(name, second))
        }

        private func signsIn(_ username: String, _ password: String) async throws -> Bool {
            let visitor = Visitor()
            let platform = try await demo.platform(.basic)
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            let place = try await visitor.signIn(page, username, password)
            return Form(of: place.leavesFor ?? "")["code"] != nil
        }

        @Test func `the keys that are listed are those that are published`() async throws {
            let list = try await run("key", "list", "--json")
            #expect(list.code == 0, "\(list)")
            // The key that messages to us are encrypted to is derived from one of them, and has no life of its own; that of
            // EdDSA is there a second time, as that of Ed25519 (RFC 9864).
            let published = (try await HTTP.get(demo.metadata.jwks).json["keys"].array ?? [])
                .filter { $0["use"].string == "sig" && $0["alg"].string != "Ed25519" }
            #expect(!published.isEmpty)
            let listed = Set(entries(list.json).compactMap { $0["kid"].string })
            #expect(Set(published.compactMap { $0["kid"].string }).isSubset(of: listed))
            #expect(!list.output.contains("\"d\""))
        }

        @Test func `serve refuses an http issuer on a host that isn't loopback`() async throws {
            for issuer in [
                "http://sso.hue.test", "http://192.0.2.1:8080", "http://localhost.evil.test", "http://0.0.0.0:1",
            ] {
                let run = try await configured("serve", issuer: issuer)
                #expect(run.code == Exit.configuration, "\(issuer): \(run)")
                #expect(run.errors.contains("issuer"), "the message names what is wrong: \(run)")
            }
        }

        @Test func `config check and show say what is right and what is wrong`() async throws {
            let good = try await configured("config", "check", issuer: "https://sso.hue.test")
            #expect(good.code == 0, "\(good)")
            let shown = try await configured("config", "show", "--json", issuer: "https://sso.hue.test")
            #expect(shown.code == 0)
            #expect(shown.output.contains("https://sso.hue.test") || shown.output.contains("https:\\/\\/sso.hue.test"))
            for issuer in [
                "http://sso.hue.test", "https://sso.hue.test/?q", "https://sso.hue.test/#f", "not a URL", "",
            ] {
                let bad = try await configured("config", "check", issuer: issuer)
                #expect(bad.code == Exit.configuration, "\(issuer): \(bad)")
            }
        }

        private func configured(
            _ arguments: String..., issuer: String
        ) async throws -> ProgramRun {
            let folder = try makeTemporaryFolder("config")
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent("hue-sso.yaml")
            try Data(Assumed.configuration(issuer: issuer, data: folder).utf8).write(to: file)
            return try await CommandLineTool.run(
                arguments + Assumed.configured(by: file), environment: Assumed.masterKeyEnvironment)
        }

        @Test(arguments: [
            ["nonsense"], ["client", "add"], ["client", "show"], ["client", "list", "--nonsense"],
            ["account", "add"], ["demo", "--port", "many"], ["demo", "--port", "70000"], ["serve", "--nonsense"],
        ])
        func `wrong usage is exit code 64 and says so on standard error`(arguments: [String]) async throws {
            let run = try await CommandLineTool.run(arguments)
            #expect(run.code == Exit.usage, "\(run)")
            #expect(!run.errors.isEmpty)
        }

        @Test(
            arguments: [
                (["client"], Exit.usage, "hãy chọn một lệnh", "say what to do"),
                (["demo", "--port", "70000"], Exit.usage, "từ 0 đến 65535", "from 0 to 65535"),
                (
                    ["config", "check", "--config", "/nonexistent"], Exit.noInput, "không có tệp cấu hình",
                    "is not there"
                ),
                (["config", "check"], Exit.configuration, "chưa có; hãy đặt khóa chủ", "is not set"),
                (
                    ["key", "list", "--data", "/nonexistent"], Exit.noInput, "không có /nonexistent/hue-sso.sqlite",
                    "/nonexistent/hue-sso.sqlite is not there"
                ),
                (["client", "list", "--data", "/dev/null"], Exit.noInput, "chưa có hệ thống", "no installation"),
                (["init", "--data", "/dev/null"], Exit.cannotCreate, "thư mục dữ liệu", "data directory"),
                (["client", "show", "khong-co"], Exit.noInput, "chưa có nền tảng nào", "no client is registered"),
                (
                    ["client", "add", "--id", "moi"], Exit.badData, "cần ít nhất một redirect URI",
                    "at least one redirect URI"
                ),
                (["client", "disable", "bi"], Exit.usage, "không ai đăng nhập được", "will be able to sign in"),
                (["client", "remove", "bi"], Exit.usage, "không có ai trả lời", "nobody is here to answer"),
                (["client", "rotate-secret", "bi"], Exit.usage, "hết hiệu lực ngay", "ends at once"),
                (
                    ["client", "rotate-secret", "bi", "--overlap", "31d"], Exit.usage, "nhiều nhất 30d", "at most 30d"
                ),
                (
                    ["client", "rotate-secret", "bi", "--end-former", "--yes"], Exit.noInput, "không có mã bí mật cũ",
                    "no former secret"
                ),
                (["key", "activate", "khong-co"], Exit.noInput, "không có khóa ký nào", "no such key"),
                (["key", "retire", "khong-co"], Exit.noInput, "không có khóa ký nào", "no such key"),
                (["account", "show", "khong.co"], Exit.noInput, "không có tài khoản", "there is no account"),
                (["account", "disable", "le.van.vi.du"], Exit.usage, "bị đăng xuất", "is signed out"),
                (["account", "add", "--username", "A", "--name", "An"], Exit.badData, "3 đến 64 ký tự", "3 to 64"),
                (
                    ["account", "reset", "le.van.vi.du"], Exit.usage, "bị đăng xuất ở mọi nơi",
                    "is signed out everywhere"
                ),
                (
                    ["account", "assign", "le.van.vi.du", "--unit", "H57.99", "--position", "can-su"], Exit.noInput,
                    "không có đơn vị H57.99", "there is no unit H57.99"
                ),
                (
                    ["account", "add", "--username", "moi", "--name", "\u{1B}[31mA"], Exit.badData,
                    "không có ký tự điều khiển", "without control characters"
                ),
                (
                    ["account", "add", "--username", "moi", "--name", "A", "--birthdate", "2999-01-01"], Exit.badData,
                    "không ở tương lai", "not be in the future"
                ),
                (
                    ["account", "add", "--username", "moi", "--name", "A", "--phone-number", "0905 12"], Exit.badData,
                    "không phải là số điện thoại", "is not a phone number"
                ),
                (
                    ["account", "link", "le.van.vi.du", "123"], Exit.badData, "số định danh",
                    "a number of twelve digits"
                ),
                (["account", "unlink", "le.van.vi.du", "--yes"], Exit.badData, "chưa được gắn", "isn't joined"),
                (
                    ["account", "replace-number", "le.van.vi.du", "046190000001", "--yes"], Exit.badData,
                    "chưa có số định danh", "has no number yet"
                ),
                (["unit", "import", "/nonexistent"], Exit.noInput, "không đọc được", "can't be read"),
                (["unit", "tree", "--under", "H57.99"], Exit.noInput, "không có đơn vị", "there is no unit"),
                (["role", "list", "--platform", "X"], Exit.badData, "không phải là tên nền tảng", "is not a platform"),
                (["role", "show", "khong-co"], Exit.noInput, "không có vai trò", "has no role"),
                (["grant", "list", "--at", "mai"], Exit.badData, "phải viết theo dạng", "must read"),
                (["grant", "revoke", "g-0"], Exit.noInput, "không có quyền g-0", "there is no grant g-0"),
                (["grant", "revoke", "g"], Exit.badData, "không phải là mã quyền", "is not a grant"),
                (
                    ["grant", "review", "attest", "--unit", "H57.99", "--keep-rest", "0", "--note", "x"], Exit.noInput,
                    "không có đơn vị", "there is no unit"
                ),
                (
                    ["can", "le.van.vi.du", "bi.report", "--unit", "H57", "--identity", "3"], Exit.badData,
                    "là 0, 1 hoặc 2", "is 0, 1 or 2"
                ),
                (["who-can", "bi.report", "--unit", "H57"], Exit.badData, "là nhóm chức năng", "a group of functions"),
                (
                    ["who-can", "bi.report.enter", "--unit", "H57", "--at", "2020-01-01"], Exit.noInput,
                    "chưa có chính sách", "no policy is in force"
                ),
                (["policy", "check", "/nonexistent"], Exit.noInput, "không phải là thư mục", "is not a folder"),
                (["policy", "rollback", "99"], Exit.noInput, "không có chính sách 99", "there is no policy 99"),
            ] as [([String], Int32, String, String)])
        func `an error is said in Vietnamese and English, with its code`(
            arguments: [String], code: Int32, vietnamese: String, english: String
        ) async throws {
            let run = try await CommandLineTool.run(arguments, environment: ["HUE_SSO_DATA": demo.data.path])
            #expect(run.code == code && run.output.isEmpty, "\(run)")
            let lines = run.errors.split(separator: "\n")
                .filter { $0.hasPrefix("hue-sso: ") || $0.hasPrefix("Error: ") }
                .map { $0.split(separator: " (", maxSplits: 1) }
            #expect(lines.contains { $0[0].contains(vietnamese) && $0.last?.contains(english) == true }, "\(run)")
            for line in lines {
                #expect(line.count == 2 && line[1].hasSuffix(")"), "Vietnamese (English): \(run)")
                #expect(line[0].unicodeScalars.contains { !$0.isASCII }, "no Vietnamese: \(run)")
            }
        }

        @Test func `what isn't there and what can't be read have codes of their own`() async throws {
            let nowhere = URL(fileURLWithPath: "/nonexistent/hue-sso.yaml")
            let missing = try await CommandLineTool.run(["config", "check"] + Assumed.configured(by: nowhere))
            #expect(missing.code == Exit.noInput, "\(missing)")
            let folder = try makeTemporaryFolder("config")
            defer { try? FileManager.default.removeItem(at: folder) }
            let broken = folder.appendingPathComponent("broken.yaml")
            try Data("issuer: [unclosed\n\t: :".utf8).write(to: broken)
            let unreadable = try await CommandLineTool.run(["config", "check"] + Assumed.configured(by: broken))
            #expect(unreadable.code == Exit.configuration, "\(unreadable)")
            // What nobody has isn't there; what somebody has already can't be made.
            #expect(try await run("client", "show", "khong-co").code == Exit.noInput)
            #expect(try await run("account", "show", "khong-co").code == Exit.noInput)
            let platform = try await demo.platform(.basic)
            let again = platform.registration.arguments(id: platform.id, data: demo.data)
            #expect(try await CommandLineTool.run(again).code == Exit.cannotCreate)
        }
    }
}
