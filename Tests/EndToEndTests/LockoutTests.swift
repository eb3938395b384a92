import Foundation
import Testing

extension EndToEnd.Requests {
    /// Guessing passwords of a local account (peers' bugs P33, P37). Each test works on an account of its own.
    @Suite(.demo, .demoLog)
    struct LockoutTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        private let password = "Đúng-mật-khẩu-9481"

        private func account(_ username: String) async throws -> String {
            try await demo.addAccount(username, password: password)
            return username
        }

        /// A visitor at the sign-in page.
        private func arrive(_ visitor: Visitor = Visitor(), prompt: String? = nil) async throws -> Visitor.Place {
            let platform = try await demo.platform(.basic)
            let form = prompt.map { platform.authorizationForm.adding("prompt", $0) }
            return try await visitor.go(platform.authorizationURL(at: demo.metadata, form))
        }

        /// What one attempt from a browser of its own is answered with.
        private func attempt(_ username: String, _ password: String) async throws -> Visitor.Place {
            let visitor = Visitor()
            return try await visitor.signIn(arrive(visitor), username, password)
        }

        private func isIn(_ place: Visitor.Place) -> Bool { Form(of: place.leavesFor ?? "")["code"] != nil }

        private func saysLocked(_ place: Visitor.Place) -> Bool {
            Assumed.saysLocked(place.page.alerts.joined(separator: " "))
        }

        @Test(.timeLimit(.minutes(5)))
        func `of a hundred guesses at once five at most are tried, and then the account is locked`() async throws {
            let username = try await account("dong-loat")
            let places = try await withThrowingTaskGroup(of: Visitor.Place.self) { group in
                for number in 0..<100 { group.addTask { try await attempt(username, "đoán \(number)") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(!places.contains(where: isIn))
            let tried = places.filter { !saysLocked($0) && [200, 400, 401, 403, 422].contains($0.answer.status) }
            #expect(tried.count <= 5, "\(tried.count) guesses were answered as wrong, not as locked")
            #expect(places.filter(saysLocked).count >= 95)
            let right = try await attempt(username, password)
            #expect(!isIn(right))
            #expect(saysLocked(right), "\(right.page.text)")
        }

        @Test func `four wrong passwords don't lock, the fifth does`() async throws {
            let username = try await account("lan-luot")
            for _ in 0..<4 { #expect(try await !saysLocked(attempt(username, "sai"))) }
            #expect(isIn(try await attempt(username, password)), "four are forgiven")
            for _ in 0..<5 { _ = try await attempt(username, "sai") }
            let right = try await attempt(username, password)
            #expect(saysLocked(right) && !isIn(right), "\(right.page.text)")
        }

        @Test func `who had signed in before in this browser still gets in when a stranger has locked the account`()
            async throws
        {
            let username = try await account("chu-nhan")
            let owner = Visitor()
            #expect(isIn(try await owner.signIn(arrive(owner), username, password)))
            for _ in 0..<100 { _ = try await attempt(username, "sai") }
            #expect(saysLocked(try await attempt(username, password)), "a new browser is locked out")
            let again = try await owner.signIn(arrive(owner, prompt: "login"), username, password)
            #expect(isIn(again), "\(again.page.text)")
        }

        @Test func `the browser of before has a counter of its own, and it counts`() async throws {
            let username = try await account("may-quen")
            let known = Visitor()
            #expect(isIn(try await known.signIn(arrive(known), username, password)))
            for _ in 0..<5 { _ = try await known.signIn(arrive(known, prompt: "login"), username, "sai") }
            let right = try await known.signIn(arrive(known, prompt: "login"), username, password)
            #expect(!isIn(right) && saysLocked(right))
        }

        @Test func `a browser that knows one account is a stranger to another`() async throws {
            let (mine, other) = (try await account("cua-toi"), try await account("cua-nguoi"))
            let visitor = Visitor()
            #expect(isIn(try await visitor.signIn(arrive(visitor), mine, password)))
            for _ in 0..<5 { _ = try await attempt(other, "sai") }
            let place = try await visitor.signIn(arrive(visitor, prompt: "login"), other, password)
            #expect(!isIn(place) && saysLocked(place))
        }

        @Test func `an administrator unlocks`() async throws {
            let username = try await account("mo-khoa")
            for _ in 0..<5 { _ = try await attempt(username, "sai") }
            #expect(!isIn(try await attempt(username, password)))
            let run = try await CommandLineTool.run(Assumed.unlockAccount(username, demo.data))
            #expect(run.code == 0, "\(run)")
            #expect(isIn(try await attempt(username, password)))
        }

        @Test func `an unknown name gets the same page as a wrong password, also when it is locked`() async throws {
            let known = try await account("co-that")
            let unknown = "co-khng"
            for number in 1...6 {
                let real = try await attempt(known, "sai")
                let sham = try await attempt(unknown, "sai")
                #expect(real.answer.status == sham.answer.status, "attempt \(number)")
                #expect(real.page.text == sham.page.text.replacingOccurrences(of: unknown, with: known))
                #expect(shape(real, known) == shape(sham, unknown), "attempt \(number)")
                let names = { (place: Visitor.Place) in Set(place.answer.headers.map { $0.name.lowercased() }) }
                #expect(names(real) == names(sham), "attempt \(number)")
            }
        }

        @Test func `a disabled account lets nobody in, and shows itself only to who knows the password`() async throws {
            let (disabled, other) = (try await account("da-khoa-1"), try await account("binh-thuong"))
            let run = try await CommandLineTool.run(Assumed.disableAccount(disabled, demo.data))
            #expect(run.code == 0, "\(run)")
            #expect(try await !isIn(attempt(disabled, password)))
            let (wrong, usual) = (try await attempt(disabled, "sai"), try await attempt(other, "sai"))
            #expect(wrong.page.text == usual.page.text)
            #expect(wrong.answer.status == usual.answer.status)
        }

        /// The page without what differs from one visit to the next: values, and the name that was typed.
        private func shape(_ place: Visitor.Place, _ username: String) -> [String] {
            place.page.elements.map { element in
                let names = element.attributes.keys.sorted().joined(separator: " ")
                let id = element["id"] ?? ""
                return "\(element.name) \(id) [\(names)] \(element.text.replacingOccurrences(of: username, with: ""))"
            }
        }
    }
}
