import HTTPTypes
import Hummingbird
import Mustache

/// The platform's pages, Vietnamese first, from templates that are compiled in; no JavaScript.
struct Pages: Sendable {
    private let platformName: String
    private let startTemplate: MustacheTemplate
    private let signedInTemplate: MustacheTemplate
    private let rightsTemplate: MustacheTemplate
    private let noticeTemplate: MustacheTemplate
    private let library: MustacheLibrary

    /// - Throws: what the template's parser says; the templates are ours, so a test is where that is seen.
    init(platformName: String) throws {
        self.platformName = platformName
        startTemplate = try MustacheTemplate(bytes: PackageResources.start_mustache)
        signedInTemplate = try MustacheTemplate(bytes: PackageResources.signed_in_mustache)
        rightsTemplate = try MustacheTemplate(bytes: PackageResources.rights_mustache)
        noticeTemplate = try MustacheTemplate(bytes: PackageResources.notice_mustache)
        library = MustacheLibrary(
            templates: ["layout": try MustacheTemplate(bytes: PackageResources.layout_mustache)])
    }

    func start() -> Response {
        .html(startTemplate.render(StartPage(platformName: platformName), library: library))
    }

    func signedIn(_ person: SignedInPerson) -> Response {
        let page = SignedInPage(
            platformName: platformName, name: person.name, claims: ClaimRow.rows(of: person))
        return .html(signedInTemplate.render(page, library: library))
    }

    func rights(
        _ answers: [AuthorizationAPI.Answer], of person: SignedInPerson, at unit: String, as persona: String?,
        top: String
    ) -> Response {
        let page = RightsPage(platformName: platformName, answers, of: person, at: unit, as: persona, top: top)
        return .html(rightsTemplate.render(page, library: library))
    }

    func signedOut() -> Response {
        notice(
            NoticePage(
                platformName: platformName, id: "signed-out", vietnameseTitle: "Đã đăng xuất",
                englishTitle: "Signed out", vietnamese: "Bạn đã đăng xuất khỏi nền tảng này.",
                english: "You have signed out of this platform."))
    }

    func failed(_ failure: SignInFailure) -> Response {
        let text = FailureText(failure)
        var page = NoticePage(
            platformName: platformName, id: "error", vietnameseTitle: text.vietnameseTitle,
            englishTitle: text.englishTitle, vietnamese: text.vietnamese, english: text.english,
            code: failure.code)
        if case .refused(_, let description) = failure { page.description = description }
        return notice(page, status: Self.status(of: failure))
    }

    func notFound(status: HTTPResponse.Status) -> Response {
        notice(
            NoticePage(
                platformName: platformName, id: "error", vietnameseTitle: "Không có trang này",
                englishTitle: "No such page", vietnamese: "Địa chỉ này không có trên nền tảng.",
                english: "This platform has nothing at this address."),
            status: status)
    }

    var styleSheet: Response {
        Response(
            status: .ok, headers: [.contentType: "text/css; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.style_css)))
    }

    private func notice(_ page: NoticePage, status: HTTPResponse.Status = .ok) -> Response {
        .html(noticeTemplate.render(page, library: library), status: status)
    }

    private static func status(of failure: SignInFailure) -> HTTPResponse.Status {
        switch failure {
        case .notConnected: .serviceUnavailable
        case .unreachable, .providerAnswer: .badGateway
        case .refused: .forbidden
        case .unknownState: .badRequest
        }
    }

    private struct StartPage {
        let platformName: String
    }

    private struct SignedInPage {
        let platformName: String
        let name: String
        let claims: [ClaimRow]
    }

    private struct NoticePage {
        let platformName: String
        let id: String
        let vietnameseTitle: String
        let englishTitle: String
        let vietnamese: String
        let english: String
        var code: String?
        var description: String?
    }
}

extension MustacheTemplate {
    fileprivate init(bytes: [UInt8]) throws {
        try self.init(string: String(decoding: bytes, as: UTF8.self))
    }
}
