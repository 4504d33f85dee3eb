"""What boto3 raises, as sentences a person can act on; secrets are in none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    CredentialRetrievalError,
    EndpointProviderError,
    InvalidConfigError,
    InvalidRegionError,
    InvalidRetryConfigurationError,
    InvalidS3AddressingStyleError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from meraki.errors import ConfigurationError, MerakiError, SourceError, UsageError
from meraki.masking import without_user

_CREDENTIAL_CODES = {
    "403",
    "AccessDenied",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
}
_REGION_CODES = {"301", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
_NO_CREDENTIALS = (
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    CredentialRetrievalError,
    SSOError,
    TokenRetrievalError,
)
_REGION = (InvalidRegionError, NoRegionError)
_OTHER_SETTINGS = (InvalidConfigError, InvalidRetryConfigurationError, InvalidS3AddressingStyleError)


TO_LIST_AND_READ = "as permissões s3:ListBucket e s3:GetObject"
TO_READ = "a permissão s3:GetObject"
TO_WRITE = "a permissão s3:PutObject"


@contextmanager
def explained(where: str, permissions: str) -> Iterator[None]:
    """Name the address ``where`` in what a failure of boto3 becomes.

    ``permissions`` is what to check, in Portuguese, where access is refused.

    Raises:
        UsageError: no bucket can have that name.
        ConfigurationError: credentials, region, endpoint or the files of AWS are wrong.
        SourceError: no such bucket or object, or the network failed after all retries.
    """
    try:
        yield
    except MerakiError:
        raise
    except _NO_CREDENTIALS as error:
        raise ConfigurationError(
            "Credenciais da AWS ausentes ou vencidas.",
            where=where,
            action="rode aws sso login ou defina AWS_PROFILE e tente de novo.",
        ) from error
    except ConfigParseError as error:
        raise _unreadable(error) from None  # its cause quotes the line, which may be a key
    except (*_REGION, *_OTHER_SETTINGS, EndpointProviderError) as error:
        raise _misconfigured(error) from error
    except ParamValidationError as error:
        raise invalid_address(where) from error
    except ClientError as error:
        raise _refused(error, where, permissions) from error
    except (BotoCoreError, Boto3Error) as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, ClientError):
            raise _refused(cause, where, permissions) from error
        raise SourceError(
            f"A rede ou o servidor S3 falhou depois de várias tentativas ({type(error).__name__}).",
            where=where,
            action="confira a conexão e AWS_ENDPOINT_URL e rode de novo; o que já baixou fica no cache.",
        ) from error


def invalid_address(address: str) -> UsageError:
    """No bucket can have that name, or it is an address of something else than S3."""
    return UsageError(
        f"Endereço inválido: {without_user(address)!r}.",
        action="use s3://bucket/prefixo/: o nome do bucket só tem letras, números, pontos, hífens e sublinhados, "
        "e usuário e senha não fazem parte do endereço.",
    )


def invalid_endpoint() -> ConfigurationError:
    """It may hold a password, so that it is not shown."""
    return ConfigurationError(
        "O endereço do servidor S3 é inválido.",
        where="AWS_ENDPOINT_URL, ou endpoint_url no perfil da AWS",
        action="escreva-o inteiro, com http:// ou https://, como em https://s3.exemplo.com.br.",
    )


def _misconfigured(error: BotoCoreError) -> ConfigurationError:
    if isinstance(error, EndpointProviderError):
        return invalid_endpoint()
    if isinstance(error, _REGION):
        return ConfigurationError(
            "A região da AWS é inválida ou falta.",
            where="AWS_DEFAULT_REGION, ou region no perfil da AWS",
            action="escreva o código da região, como sa-east-1.",
        )
    return ConfigurationError(
        f"A configuração da AWS é inválida ({type(error).__name__}).",
        where="variáveis AWS_* e perfil da AWS",
        action="confira os valores; --verbose mostra os detalhes.",
    )


def _unreadable(error: ConfigParseError) -> ConfigurationError:
    return ConfigurationError(
        "O arquivo de configuração da AWS está malformado.",
        where=str(error.kwargs["path"]),
        action="corrija-o, ou aponte outro em AWS_CONFIG_FILE (perfis) ou AWS_SHARED_CREDENTIALS_FILE (chaves).",
    )


def _refused(error: ClientError, where: str, permissions: str) -> MerakiError:
    code = str(error.response.get("Error", {}).get("Code", "?"))
    if code in _CREDENTIAL_CODES:
        return ConfigurationError(
            f"O S3 recusou o acesso ({code}).",
            where=where,
            action=f"confira o perfil da AWS e {permissions}.",
        )
    if code in _REGION_CODES:
        return ConfigurationError(
            f"O bucket está em outra região da AWS ({code}).",
            where=where,
            action="defina AWS_DEFAULT_REGION ou a região do perfil com a região do bucket.",
        )
    if code == "InvalidBucketName":
        return invalid_address(where)
    if code in ("NoSuchBucket", "404", "NoSuchKey"):
        return SourceError(f"O bucket ou objeto não existe ({code}).", where=where, action="confira o endereço.")
    return SourceError(f"O S3 respondeu com erro ({code}).", where=where, action="tente de novo em alguns minutos.")
