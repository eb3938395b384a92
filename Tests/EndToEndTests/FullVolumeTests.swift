import Foundation
import Testing

extension EndToEnd.Commands {
    /// A volume of 6 MB and a stranger who asks for authorizations as fast as they are answered: after 255 of them it
    /// used to be full, and nobody signed in any more.
    @Suite struct FullVolumeTests {
        /// From where the stranger comes: not from where honest people do.
        private static let elsewhere = "127.66.0.1"

        @Test func `a flood on a volume of 6 MB is refused beyond its share, and honest sign-ins go on`() async throws {
            let volume = try await Volume.mount(megabytes: 6)
            do {
                let demo = try await Demo.start(data: volume.folder)
                do { try await flood(demo) } catch {
                    await demo.stop()
                    throw error
                }
                await demo.stop()
            } catch {
                await volume.remove()
                throw error
            }
            await volume.remove()
        }

        private func flood(_ demo: Demo) async throws {
            let platform = try await Platform.register(.basic, on: demo)
            let person = try demo.local()
            let known = Visitor()
            try await signIn(known, person, platform, demo)
            // Somebody has the login page open when it begins.
            let late = Visitor()
            let page = try await late.go(platform.authorizationURL(at: demo.metadata))

            let junk = String(repeating: "j", count: 8000)
            let hostile = WireRequest.get(
                platform.authorizationURL(
                    at: demo.metadata,
                    platform.authorizationForm.setting("state", String(repeating: "s", count: 4000))
                        .setting("junk", junk)))
            let answers = try await withThrowingTaskGroup(of: [WireAnswer].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var answers: [WireAnswer] = []
                        for _ in 0..<200 { answers.append(try await HTTP.send(hostile, from: Self.elsewhere)) }
                        return answers
                    }
                }
                // Meanwhile: who is known signs in, again and again, and who had begun finishes.
                for _ in 0..<5 { try await signIn(known, person, platform, demo) }
                let place = try await late.signIn(page, person.username, person.password)
                #expect(Form(of: place.leavesFor ?? "")["code"] != nil, "\(place.answer.status) \(place.page.text)")
                return try await group.reduce(into: [WireAnswer]()) { $0 += $1 }
            }
            let statuses = Set(answers.map(\.status))
            #expect(statuses.isSubset(of: [302, 303, 429, 503]), "\(statuses)")
            #expect(answers.allSatisfy { ![429, 503].contains($0.status) || $0.header("Retry-After") != nil })
            #expect(answers.contains { [302, 303].contains($0.status) })
            // It isn't over when it is over: the volume still takes what honest people write.
            try await signIn(known, person, platform, demo)
            let free = try FileManager.default.attributesOfFileSystem(forPath: demo.data.path)[.systemFreeSize] as? Int
            #expect((free ?? 0) > 256 << 10, "\(free ?? -1) bytes are free")
        }

        /// A whole sign-in with its second step, up to the tokens.
        private func signIn(
            _ visitor: Visitor, _ person: Demo.Person, _ platform: Platform, _ demo: Demo
        ) async throws {
            let form = platform.authorizationForm.setting("prompt", "login")
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata, form))
            let place = try await visitor.signIn(page, person.username, person.password)
            let code = try #require(
                Form(of: place.leavesFor ?? "")["code"], "\(place.answer.status) \(place.page.text)")
            let answer = try await HTTP.send(platform.tokenRequest(at: demo.metadata, platform.tokenForm(code: code)))
            #expect(answer.status == 200, "\(answer.status) \(answer.text)")
        }
    }
}
