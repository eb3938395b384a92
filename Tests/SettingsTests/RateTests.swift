import TestSupport
import Testing

@testable import Settings

@Suite struct RateTests {
    @Test(arguments: [
        ("300+5/s", Rate(burst: 300, perSecond: 5)), ("1+6/m", Rate(burst: 1, perSecond: 0.1)),
        ("300", nil), ("300+5", nil), ("300+5/h", nil), ("0+5/s", nil), ("300+0/s", nil), ("-1+5/s", nil),
        ("300+5/s/s", nil), ("300+5+5/s", nil), ("300 + 5/s", nil), ("1000001+5/s", nil), ("", nil),
    ])
    func `a rate is read whole or refused`(text: String, rate: Rate?) {
        #expect((try? Rate(text)) == rate)
    }

    @Test func `rates and retention have defaults, and are read from their settings`() async throws {
        let issuer = ["issuer": "https://sso.hue.gov.vn"]
        let plain = await ProviderConfiguration(file: nil, environment: [:], overrides: issuer)
        #expect(try plain.settings().rates == .standard)
        #expect(try plain.auditRetention() == .seconds(730 * 86_400))
        let variables = ["HUE_SSO_RATES_SIGN_IN_ADDRESS": "10+1/m", "HUE_SSO_AUDIT_RETENTION": "90"]
        let changed = await ProviderConfiguration(file: nil, environment: variables, overrides: issuer)
        #expect(try changed.settings().rates.signIn.address == Rate(burst: 10, perSecond: 1.0 / 60))
        #expect(try changed.auditRetention() == .seconds(90 * 86_400))
    }

    @Test func `what nobody uses is shut and forgotten after days of the operator's choosing`() async throws {
        let issuer = ["issuer": "https://sso.hue.gov.vn"]
        let plain = await ProviderConfiguration(file: nil, environment: [:], overrides: issuer)
        #expect(try plain.settings().upkeep == UpkeepSettings())
        let variables = ["HUE_SSO_ACCOUNTS_DORMANCY": "30", "HUE_SSO_DIRECTORY_RETENTION": "90"]
        let changed = await ProviderConfiguration(file: nil, environment: variables, overrides: issuer)
        #expect(
            try changed.settings().upkeep
                == UpkeepSettings(dormancy: .seconds(30 * 86_400), directoryRuns: .seconds(90 * 86_400)))
        // The standard allows no longer.
        let long = await ProviderConfiguration(
            file: nil, environment: ["HUE_SSO_ACCOUNTS_DORMANCY": "46"], overrides: issuer)
        #expect(throws: ConfigurationErrors.self) { try long.settings() }
    }

    @Test(arguments: [
        "HUE_SSO_RATES_BEGIN_ALL", "HUE_SSO_AUDIT_RETENTION", "HUE_SSO_ACCOUNTS_DORMANCY",
        "HUE_SSO_DIRECTORY_RETENTION",
    ])
    func `what is none is said with its place`(variable: String) async throws {
        let configuration = await ProviderConfiguration(
            file: nil, environment: [variable: "lots"], overrides: ["issuer": "https://sso.hue.gov.vn"])
        do throws(ConfigurationErrors) {
            _ = try configuration.settings()
            Issue.record("it was taken")
        } catch {
            #expect(error.problems.map(\.place) == [variable])
        }
    }
}
