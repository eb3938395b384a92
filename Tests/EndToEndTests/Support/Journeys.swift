import Foundation

// The ways that people take through our pages, by the ids that every page keeps.
extension Browser {
    /// From our sign-in page through VNeID, as far as the last button there.
    func goToVNeID(_ demo: Demo, as person: Demo.Person) async throws {
        try await click("#continue-with-vneid")
        try await waitForURL(demo.announcement.vneid)
        try await fillInAtVNeID(person)
    }

    /// Fills in the sign-in page of VNeID and sends it off.
    func fillInAtVNeID(_ person: Demo.Person) async throws {
        try await type("#username", person.username)
        try await type("#password", person.password)
        if let otp = person.otp, try await has("#otp") { try await type("#otp", otp) }
        try await click("#submit")
    }

    /// Signs in with VNeID and lets it share what the provider asks for.
    func signInAtVNeID(_ demo: Demo, as person: Demo.Person) async throws {
        try await goToVNeID(demo, as: person)
        try await click("#allow")
    }

    /// Presses the button on the page that asks whether to log out, if there is one.
    func confirmLogoutIfAsked() async throws {
        guard try await has("#confirm-logout") else { return }
        try await click("#confirm-logout")
        try await wait("the page that asks is gone") { try await !has("#confirm-logout") }
    }
}

/// The platform of the demo: a relying party with a page in front of its login.
struct DemoPlatform: Sendable {
    let demo: Demo
    let browser: Browser

    /// Opens its start page and presses its login; where that leads is the caller's.
    func logIn() async throws {
        try await browser.open(demo.announcement.platform)
        try await browser.click("#login")
    }

    /// The page that it shows to those who have signed in: name and claims.
    func shown() async throws -> (name: String, claims: String) {
        try await browser.waitForURL(demo.announcement.platform)
        return (try await browser.text("#name"), try await browser.text("#claims"))
    }

    func logOut() async throws {
        try await browser.open(demo.announcement.platform)
        try await browser.click("#logout")
        try await browser.wait("the logout has begun") {
            // It asks, or it has said good-bye, or the platform is back with its login.
            if try await browser.url.hasPrefix(demo.issuer) { return true }
            return try await browser.has("#login")
        }
        try await browser.confirmLogoutIfAsked()
    }
}
