import Accounts
import Cryptography
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages
import Wire

/// Where a person types the code that a device shows (RFC 8628 §3.3). A right one begins an interaction, which asks the
/// person to sign in and shows whose device it is; wrong ones are counted, on all nodes together.
struct DeviceEndpoint: Sendable {
    private let begin: BeginInteraction
    private let type: TypeUserCode
    private let pages: PageResponder
    private let random: any RandomSource

    init(_ provider: Provider, pages: PageResponder) {
        begin = BeginInteraction(provider.installation)
        type = TypeUserCode(provider.installation)
        random = provider.random
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        // From `verification_uri_complete`, or a QR code: the person still has to send it (RFC 8628 §3.3.1).
        let typed = (try? visit.request.queryParameters().single("user_code")) ?? nil
        return page(visit, userCode: typed.flatMap { UserCode(typed: $0)?.text } ?? "", problem: nil)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await visit.form(for: .approveDevice)
        guard let browser = visit.browserCookie, form.carries(Self.formToken(browser)) else {
            let again = page(visit, userCode: "", problem: .formTooOld, status: .forbidden)
            throw RefusedRequest(.init(action: .approveDevice, code: "foreign-form"), .page(again))
        }
        let typed = (try? form.single("user_code")) ?? nil
        let device: DeviceAuthorization
        let code: UserCode
        switch try await type.run(typed.flatMap { UserCode(typed: $0) }, from: visit.origin.address, at: visit.now) {
        case .found(let found, let right): (device, code) = (found, right)
        case .wrong: return page(visit, userCode: typed ?? "", problem: .unknownOrExpired, status: .forbidden)
        case .wait(let wait):
            let minutes = Int(clamping: (wait.wholeSeconds + 59) / 60)
            let again = page(
                visit, userCode: "", problem: .tooManyAttempts(minutes: minutes), status: .tooManyRequests)
            return again.adding(.retryAfter, String(max(1, wait.wholeSeconds)))
        }
        let interaction = try await begin.begin(
            .device(device.code, typed: code), for: device.client, at: visit.place(browser), visit.now)
        return pages.continue(to: InteractionPage.resume.path(of: interaction), platformName: "", visit.request)
            .setting(browser, maxAge: Interaction.memory)
    }

    private func page(
        _ visit: Visit, userCode: String, problem: DeviceCodePage.Problem?, status: HTTPResponse.Status = .ok
    ) -> Response {
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        return pages.page(
            DeviceCodePage(
                userCode: userCode, action: Issuer.Path.device, formToken: Self.formToken(browser), problem: problem),
            for: visit.request, status: status, reading: ["user_code"]
        ).setting(browser, maxAge: Interaction.memory)
    }

    private static func formToken(_ browser: BrowserSecret<BrowserCookie>) -> String {
        browser.derive("device", for: "user code")
    }
}
