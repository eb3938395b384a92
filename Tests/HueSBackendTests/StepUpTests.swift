import Identity
import Testing
import Wire

@testable import HueSBackend

/// A platform asks for a better or a fresher sign-in, and the client sees to it (RFC 9470).
@Suite struct StepUpTests {
    private static let good =
        "Bearer resource_metadata=\"https://map.test/x\", error=\"insufficient_user_authentication\", "
        + "acr_values=\"https://hue.gov.vn/acr/2\", max_age=\"300\""

    private func stepUp(_ field: String?, status: Int = 401) -> StepUp? {
        StepUp(FetchResponse(status: status, headers: field.map { [("www-authenticate", $0)] } ?? [], body: []))
    }

    @Test func `a challenge says what the sign-in has to be (§3)`() {
        #expect(stepUp(Self.good)?.contexts == "https://hue.gov.vn/acr/2")
        #expect(stepUp(Self.good)?.maxAge == 300)
        let error = "Bearer error=\"insufficient_user_authentication\", "
        // The RFC's own two examples.
        #expect(
            stepUp(error + "error_description=\"A different level is required\", acr_values=\"myACR\"")?.contexts
                == "myACR")
        #expect(stepUp(error + "error_description=\"More recent\", max_age=\"5\"")?.maxAge == 5)
    }

    @Test(arguments: [
        nil, "", "Bearer", "Bearer error=\"invalid_token\", acr_values=\"a\"",
        "Bearer error=\"insufficient_user_authentication\"",
        "Bearer error=\"insufficient_user_authentication\", max_age=\"soon\"",
        "Bearer error=\"insufficient_user_authentication\", max_age=\"5\", max_age=\"6\"",
        "Bearer error=\"insufficient_user_authentication, max_age=\"5\"",
        "Basic error=\"insufficient_user_authentication\", max_age=\"5\"",
        "Bearer error=\"insufficient_user_authentication\", acr_values=\"\(String(repeating: "a", count: 1_024))\"",
    ])
    func `what asks for no sign-in, or can't be read, sends nobody away`(field: String?) {
        #expect(stepUp(field) == nil)
        #expect(stepUp(Self.good, status: 403) == nil)
    }

    @Test(arguments: [AuthenticationLevel.one, .two])
    func `a citizen whose sign-in is too weak or too old is sent to a better one, and then sees what they wanted`(
        level: AuthenticationLevel
    ) async throws {
        try await RunningHueS.run { running in
            let device = Device(running)
            #expect(try await device.get("/places/private").location == "/", "nobody is signed in")
            let first = ScriptedProvider.SignIn(level: level)
            #expect(try await device.signIn(at: device.get("/login").location, first) == "/")
            // Level two is enough, while it is fresh.
            if level == .two {
                #expect(try await device.get("/places/private").text.contains("Nhà riêng"))
                running.clock.advance(by: .minutes(6))
            }
            let sent = try await device.get("/places/private").location
            let asked = try device.asked(sent)
            #expect(try asked.single("acr_values") == "https://hue.gov.vn/acr/2")
            #expect(try asked.single("max_age") == "300")
            let better = ScriptedProvider.SignIn(level: .two, moment: running.clock.now)
            let back = try #require(try await device.signIn(at: sent, better))
            #expect(back.hasPrefix("/places/private"))
            #expect(try await device.get(back).text.contains("Nhà riêng"))
            #expect(running.provider.revoked.count == 1, "the session before has ended")
            #expect(try await device.get("/").text.ranges(of: "data-device=").count == 1)
        }
    }

    @Test func `a sign-in that isn't enough once more is told, and nobody is sent round and round`() async throws {
        try await RunningHueS.run { running in
            let device = Device(running)
            let weak = ScriptedProvider.SignIn(level: .one)
            _ = try await device.signIn(at: device.get("/login").location, weak)
            let back = try #require(try await device.signIn(at: device.get("/places/private").location, weak))
            let answer = try await device.get(back)
            #expect(answer.status == 502 && answer.text.contains("insufficient-sign-in"), "\(answer)")
        }
    }
}
