import ArgumentParser

struct ClientShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Xem một nền tảng. (Show one platform.)")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let listing = try await client.client(of: data.installation()).listing
            if output.json { return printJSON(listing) }
            printMembers(listing, named: Self.names)
        }
    }

    private static let names = [
        "client_id": "Mã nền tảng", "name": "Tên", "enabled": "Đang dùng",
        "token_endpoint_auth_method": "Cách xác thực", "former_secret_end": "Mã bí mật cũ dùng được đến",
        "application_type": "Loại ứng dụng",
        "redirect_uris": "Địa chỉ nhận kết quả", "post_logout_redirect_uris": "Địa chỉ sau khi đăng xuất",
        "pkce": "Yêu cầu PKCE", "id_token_signed_response_alg": "Thuật toán ký", "scope": "Scope được phép yêu cầu",
        "access_token_alg": "Thuật toán ký access token", "id_token_claims": "Claim trong ID token",
        "synthetic_email": "Địa chỉ thư thay thế",
        "audiences": "Nơi khác nhận access token", "resources": "Tài nguyên của nền tảng",
        "grant_types": "Loại grant", "consent": "Hỏi người dùng đồng ý",
        "subject_type": "Loại mã người dùng",
        "backchannel_logout_uri": "Địa chỉ nhận báo đăng xuất",
        "backchannel_logout_session_required": "Báo đăng xuất phải nêu phiên",
        "require_pushed_authorization_requests": "Phải gửi trước yêu cầu",
        "frontchannel_logout_uri": "Trang đăng xuất trong trình duyệt",
        "dpop_bound_access_tokens": "Access token gắn với khóa",
        "profile": "Hồ sơ an toàn",
        "keys": "Khóa của nền tảng", "jwks_uri": "Địa chỉ khóa của nền tảng",
        "request_object_signing_alg": "Thuật toán ký yêu cầu", "require_signed_request_object": "Phải ký yêu cầu",
        "authorization_signed_response_alg": "Thuật toán ký trả lời (JARM)",
        "authorization_encrypted_response_alg": "Mã hóa trả lời (JARM), alg",
        "authorization_encrypted_response_enc": "Mã hóa trả lời (JARM), enc",
        "id_token_encrypted_response_alg": "Mã hóa ID token, alg",
        "id_token_encrypted_response_enc": "Mã hóa ID token, enc",
        "userinfo_encrypted_response_alg": "Mã hóa UserInfo, alg",
        "userinfo_encrypted_response_enc": "Mã hóa UserInfo, enc",
        "backchannel_token_delivery_mode": "Nhận kết quả CIBA",
        "backchannel_client_notification_endpoint": "Địa chỉ nhận báo CIBA",
        "backchannel_authentication_request_signing_alg": "Thuật toán ký yêu cầu CIBA",
        "sector": "Máy chủ đại diện", "platform": "Nền tảng", "client_uri": "Địa chỉ trang đầu",
    ]
}
