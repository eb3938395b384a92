import Foundation
import Subprocess
import Testing

extension EndToEnd.Commands {
    /// Keys and secrets that change while a server runs, by commands beside it.
    @Suite(.demo, .demoLog, .serialized)
    struct KeyCommandTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        private func key(_ arguments: String..., input: String = "") async throws -> ProgramRun {
            try await CommandLineTool.run(
                ["key"] + arguments + Assumed.on(demo.data), input: input,
                environment: ["HUE_SSO_MASTER_KEY_FILE": masterKeyFile])
        }

        /// The ids of the signing keys that the server publishes, apart from the second name that RFC 9864 gives one.
        private func published() async throws -> Set<String> {
            let keys = try await HTTP.get(demo.metadata.jwks).json["keys"].array ?? []
            return Set(
                keys.filter { $0["use"].string == "sig" && $0["alg"].string != "Ed25519" }.compactMap {
                    $0["kid"].string
                })
        }

        /// Looks a bounded number of times: the server looks every few seconds.
        private func publishes(_ ids: Set<String>) async throws -> Bool {
            for _ in 0..<300 {
                if try await published() == ids { return true }
                try await Task.sleep(for: .milliseconds(100))
            }
            return false
        }

        private func ids(_ run: ProgramRun, _ state: String) -> Set<String> {
            Set(run.json.array?.filter { $0["state"].string == state }.compactMap { $0["kid"].string } ?? [])
        }

        @Test func `a server publishes the next keys that a command makes, and lets them go again`() async throws {
            let before = try await published()
            let rotated = try await key("rotate", "--json")
            #expect(rotated.code == 0, "\(rotated)")
            let (active, next) = (ids(rotated, "active"), ids(rotated, "next"))
            #expect(active == before && next.count == active.count)
            #expect(try await publishes(active.union(next)))
            #expect(try await key("rotate").code == Exit.cannotCreate)
            for id in next {
                let early = try await change("activate", id)
                #expect(early.code == Exit.temporaryFailure, "\(early)")
                let retired = try await change("retire", id)
                #expect(retired.code == 0, "\(retired)")
            }
            #expect(try await publishes(before))
        }

        /// A key's id may begin with a hyphen.
        private func change(_ verb: String, _ id: String) async throws -> ProgramRun {
            try await CommandLineTool.run(
                ["key", verb] + Assumed.on(demo.data) + ["--", id],
                environment: ["HUE_SSO_MASTER_KEY_FILE": masterKeyFile])
        }

        private var masterKeyFile: String { demo.data.appendingPathComponent("Keys/demo-master.key").path }

        @Test func `a server whose records get another master key ends by itself, and starts with that one`()
            async throws
        {
            let here = try await Installation.empty()
            defer { here.remove() }
            let new = Data(repeating: 9, count: 32).base64URL
            let ended = try await here.served { _ in
                let run = try await CommandLineTool.run(
                    ["key", "reseal", "--new-master-key-file", "-", "--yes"] + Assumed.on(here.data), input: new + "\n",
                    environment: Assumed.masterKeyEnvironment)
                #expect(run.code == 0, "\(run)")
            }
            #expect(ended == Exit.configuration)
            try await here.serve(["HUE_SSO_MASTER_KEY": new]) { there in
                let answer = try await HTTP.get(there + "/oauth2/jwks")
                #expect(answer.status == 200)
            }
        }

        @Test func `two secrets of a platform count, until the former one is ended`() async throws {
            let platform = try await Platform.register(.init(name: "Nền tảng đổi mã"), on: demo)
            let rotate = ["client", "rotate-secret", platform.id] + Assumed.on(demo.data) + ["--yes", "--json"]
            let rotated = try await CommandLineTool.run(rotate + ["--overlap", "24h"])
            #expect(rotated.code == 0 && rotated.json["former_secret_end"].string != nil, "\(rotated)")
            let shown = try await CommandLineTool.run(
                ["client", "show", platform.id, "--json"] + Assumed.on(demo.data))
            #expect(shown.json["former_secret_end"].string == rotated.json["former_secret_end"].string, "\(shown)")
            #expect(try await redeems(platform) == 200, "the former secret counts")
            let ended = try await CommandLineTool.run(rotate + ["--end-former"])
            #expect(ended.code == 0, "\(ended)")
            #expect(try await redeems(platform) == 401, "the former secret has ended")
        }

        /// The status of a code's redemption with the secret that the platform was registered with.
        private func redeems(_ platform: Platform) async throws -> Int {
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            return try await HTTP.send(platform.tokenRequest(at: demo.metadata, form)).status
        }
    }
}
