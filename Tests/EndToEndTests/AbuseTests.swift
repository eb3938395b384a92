import Foundation
import Subprocess
import TestSupport
import Testing

extension EndToEnd.Requests {
    /// What strangers' connections can do to the server (security.md H5, requests.md Q1 and Q2).
    @Suite struct AbuseTests {
        private static let descriptors = 1_024
        private static let connections = 1_200
        private static let people = 20

        @Test
        func `1,200 silent, dribbling and busy connections keep nobody out, and a stop ends in the midst of them`()
            async throws
        {
            let demo = try await Demo.start(descriptors: Self.descriptors)
            do {
                try await besiege(demo)
            } catch {
                await demo.stop()
                throw error
            }
            await demo.stop()
        }

        private func besiege(_ demo: Demo) async throws {
            var codes: [(username: String, code: String)] = []
            for number in 0..<Self.people {
                let username = "nguoi.that.\(number)"
                let run = try await CommandLineTool.run(
                    Assumed.addAccount(username, name: "Người Thật \(number)", demo.data))
                codes.append((username, try #require(run.json["activation_code"].string, "\(run)")))
            }
            // Registered before: the command line is not what is tested here.
            _ = try await demo.platform(.basic)
            let siege = try Siege(Self.connections, at: demo.issuer)
            try await waitUntilFull(siege)
            // Each is a whole sign-in: code, a password of one's own, an app, recovery codes, the platform's code.
            try await withThrowingTaskGroup { people in
                for (username, code) in codes {
                    people.addTask {
                        try await demo.activate(username, code, choosing: "Mat khau rieng cua minh 2026!")
                    }
                }
                try await people.waitForAll()
            }
            demo.process.send(.terminate)
            let clock = ContinuousClock()
            let start = clock.now
            let end = try await demo.process.end
            #expect(end == .exited(0), "\(demo.process.logTail)")
            // Ten seconds by default, and what a loaded machine takes on top.
            #expect(clock.now - start < .seconds(20))
            withExtendedLifetime(siege) {}
        }

        /// Until the server has as many as it takes, and makes room for every newcomer.
        private func waitUntilFull(_ siege: Siege) async throws {
            for _ in 0..<600 where siege.thrownOut < Self.connections - Self.descriptors * 3 / 4 {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(siege.thrownOut > 0, "nobody is ever thrown out")
        }
    }

    /// What ends a server, and what doesn't.
    @Suite struct SignalTests {
        @Test(arguments: [false, true])
        func `SIGHUP reads the configuration again and never ends the server (R24, F16)`(isShared: Bool) async throws {
            let installation = try await Installation.empty()
            defer { installation.remove() }
            try await installation.succeed("account", "add", "--username", "can.bo.a", "--name", "Cán Bộ A")
            let port = try freePort()
            let file = installation.data.appendingPathComponent("hue-sso.yaml")
            let issuer = "http://localhost:\(port)"
            var settings = "listen: { port: \(port) }\n"
            let ofAll = "issuer: \(issuer)\npasswords: { memory-kib: 32, iterations: 1 }\n"
            if isShared {
                try Data(ofAll.utf8).write(to: file)
                let shared = try await CommandLineTool.run(
                    ["config", "share"] + Assumed.on(installation.data), environment: Assumed.masterKeyEnvironment)
                try #require(shared.code == 0, "\(shared)")
            } else {
                settings += ofAll
            }
            try Data(settings.utf8).write(to: file)
            let server = try ChildProcess(
                try Installed.program("hue-sso"), ["serve"] + Assumed.on(installation.data),
                environment: Assumed.masterKeyEnvironment, log: installation.data.appendingPathComponent("log"))
            _ = try await server.read { String(decoding: $0, as: UTF8.self).contains(issuer) ? true : nil }
            server.send(.terminalClosed)
            try await waitForLog(server, "the configuration was read again")
            try Data((settings + "deadlines: { head-seconds: never }\n").utf8).write(to: file)
            server.send(.terminalClosed)
            try await waitForLog(server, "deadlines.head-seconds")
            #expect(try await HTTP.get(issuer + "/.well-known/openid-configuration").status == 200)
            server.send(.terminate)
            #expect(try await server.end == .exited(0))
        }

        private func waitForLog(_ server: ChildProcess, _ text: String) async throws {
            for _ in 0..<100 {
                if let log = try? String(contentsOf: server.log, encoding: .utf8), log.contains(text) { return }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("\(text) isn't logged: \(server.logTail)")
        }
    }
}
